import type { ThemeConfig } from 'antd'

const ink = '#101820'

/** What both densities share: colours of tokens.css, no wave, no shadow, words of two characters left as they are. */
const common = {
  colorPrimary: '#17457F',
  colorSuccess: '#0B7540',
  colorError: '#B4161B',
  /** Amber is a fill, never text. */
  colorWarning: '#7A4B00',
  colorInfo: '#17457F',
  colorLink: '#17457F',
  colorText: ink,
  colorTextSecondary: '#3C4854',
  colorTextTertiary: '#586470',
  colorTextPlaceholder: '#586470',
  colorTextDescription: '#586470',
  colorTextDisabled: '#586470',
  colorBorder: '#7D8994',
  colorBorderSecondary: '#D3DAE0',
  colorBgLayout: '#F2F4F6',
  colorBgContainerDisabled: '#E8ECF0',
  fontFamily: "'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif",
  boxShadow: 'none',
  boxShadowSecondary: '0 0 0 1px #D3DAE0',
  controlOutlineWidth: 3,
} as const

/** Line screens: everything times the scale of the window, 2-px lines, no motion. */
export const lineTheme = (scale: number): ThemeConfig => ({
  token: {
    ...common,
    fontSize: 18 * scale,
    controlHeight: 64 * scale,
    controlHeightLG: 88 * scale,
    controlHeightSM: 48 * scale,
    borderRadius: 8 * scale,
    borderRadiusLG: 12 * scale,
    lineWidth: 2,
    motion: false,
  },
})

/** Office screens: fixed pixels; `touch` raises rows and controls to finger size. */
export const officeTheme = (touch = false): ThemeConfig => ({
  token: {
    ...common,
    fontSize: 14,
    controlHeight: touch ? 48 : 40,
    controlHeightLG: touch ? 56 : 48,
    controlHeightSM: touch ? 48 : 32,
    borderRadius: 8,
    borderRadiusLG: 12,
    borderRadiusSM: 8,
    lineWidth: 1,
    motionDurationFast: '0.12s',
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.12s',
  },
  components: {
    Table: {
      rowHoverBg: '#E6EDF6',
      headerBg: '#F7F9FA',
      headerColor: '#586470',
      cellPaddingBlock: touch ? 12 : 8,
      cellPaddingInline: 8,
      headerSplitColor: 'transparent',
    },
    Button: { defaultShadow: 'none', primaryShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
    Form: { labelColor: '#586470', verticalLabelPadding: '0 0 4px', itemMarginBottom: 16 },
    Modal: { borderRadiusLG: 12 },
  },
})
