import { nonce } from './style-nonce.ts'
import './design/fonts.css'
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
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { connect, tellPainted } from './client.ts'
import { router } from './routes.tsx'
import { startScanning } from './scan/listen.ts'
import { watchLostScans } from './scan/lost-scan.ts'
import { loadSounds } from './sound/player.ts'
import { queryClient } from './station/api.ts'
import { startWords, useWords } from './station/words.ts'

function Page() {
  const { language } = useWords()
  useEffect(() => {
    tellPainted()
    loadSounds()
  }, [])
  return (
    <ConfigProvider locale={language === 'en' ? enUS : zhCN} csp={{ nonce }} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <App component={false}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}

startWords()
startScanning()
watchLostScans()
connect()

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  )
