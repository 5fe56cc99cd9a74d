import './style-nonce.ts'
import './design/tokens.css'
import './design/line.css'
import './design/line-parts.css'
import './design/line-controls.css'
import './design/line-screens.css'
import './design/line-desk.css'
import './design/line-flows.css'
import './design/line-close.css'
import './design/office.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connect } from './client.ts'
import { startScanning } from './scan/listen.ts'
import { watchLostScans } from './scan/lost-scan.ts'
import { Shell } from './shell.tsx'
import { api, queryClient } from './station/api.ts'
import { startWords } from './station/words.ts'

connect()
// Asked together with the first overview: the sign-in needs both.
void queryClient.prefetchQuery(api.session.people.queryOptions())
startScanning()
watchLostScans()

const root = document.getElementById('root')
const show = (): void => {
  if (root)
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <Shell />
        </QueryClientProvider>
      </StrictMode>,
    )
}
// Not awaited here: words in a file of their own wait for this one to finish. Without them the page speaks Chinese.
startWords().then(show, show)
