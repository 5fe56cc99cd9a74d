import './style-nonce.ts'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { Health } from '../shared/contract/system.ts'
import { client, connect, onConnect, tellPainted } from './client.ts'

/** The page before the screens: shows that the engine answers. */
function FirstPage() {
  const [health, setHealth] = useState<Health>()
  useEffect(() => {
    const ask = (): void => void client.system.health().then(setHealth, () => setHealth(undefined))
    const end = onConnect(ask)
    connect()
    tellPainted()
    return end
  }, [])
  return (
    <main>
      <h1>码站 Signet</h1>
      <p data-testid="engine">{health ? `引擎就绪 ${health.host} ${health.node}` : '引擎启动中…'}</p>
    </main>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <FirstPage />
    </StrictMode>,
  )
