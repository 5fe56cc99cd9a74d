import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import type { ReactNode } from 'react'
import { useWords } from './station/words.ts'
import { nonce } from './style-nonce.ts'

/** The component library's frame. Only screens that are loaded after the sign-in may import the library: it is two thirds of the page's code. */
export function Components({ children }: { readonly children: ReactNode }) {
  const { language } = useWords()
  return (
    <ConfigProvider locale={language === 'en' ? enUS : zhCN} csp={{ nonce }} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <App component={false}>{children}</App>
    </ConfigProvider>
  )
}
