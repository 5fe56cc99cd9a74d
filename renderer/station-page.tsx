import { RouterProvider } from '@tanstack/react-router'
import { Components } from './components.tsx'
import { BadgeSwitch } from './line/badge-switch.tsx'
import { PersonChanged } from './line/person-changed.tsx'
import { router } from './routes.tsx'

/** Everything behind the sign-in. */
export function StationPage() {
  return (
    <Components>
      <RouterProvider router={router} />
      <PersonChanged />
      <BadgeSwitch />
    </Components>
  )
}
