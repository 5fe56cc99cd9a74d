import { RouterProvider } from '@tanstack/react-router'
import { Components } from './components.tsx'
import { router } from './routes.tsx'

/** Everything behind the sign-in. */
export function StationPage() {
  return (
    <Components>
      <RouterProvider router={router} />
    </Components>
  )
}
