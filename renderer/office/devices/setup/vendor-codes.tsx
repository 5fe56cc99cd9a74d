import { Drawer } from 'antd'
import { setupCode128 } from '../../../../shared/symbols/gs1-128.ts'
import { useWords } from '../../../station/words.ts'

type Mode = 'hidpos' | 'cdc'

interface Vendor {
  readonly name: string
  /** Command that the maker's set-up symbols hold, or what the setting is called in its manual. */
  readonly modes: Readonly<Record<Mode, { readonly command: string } | { readonly manual: string }>>
}

/** What is known of makers' set-up symbols. Honeywell: commands of its user guides (PAP131, TRMUSB130). None was tried on a device. */
const vendors: readonly Vendor[] = [
  { name: 'Honeywell', modes: { hidpos: { command: 'PAP131.' }, cdc: { command: 'TRMUSB130.' } } },
  { name: 'Newland 新大陆', modes: { hidpos: { manual: 'HID-POS' }, cdc: { manual: 'USB CDC' } } },
  { name: 'Zebra', modes: { hidpos: { manual: 'Microsoft UWP USB' }, cdc: { manual: 'USB CDC Host' } } },
  { name: 'Datalogic', modes: { hidpos: { manual: 'HID POS' }, cdc: { manual: 'USB-COM' } } },
]

/** How to bring a scanner out of its keyboard, maker by maker. */
export function VendorCodes({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  return (
    <Drawer open size={520} title={t('setup.vendor.title')} onClose={onClose}>
      <p>{t('setup.vendor.how')}</p>
      {vendors.map(({ name, modes }) => (
        <section key={name} className="section">
          <h3>{name}</h3>
          {(['hidpos', 'cdc'] as const).map((mode) => {
            const known = modes[mode]
            return (
              <div key={mode} className="vendor-code">
                <b>{t(`setup.vendor.${mode}`)}</b>
                {'command' in known ? (
                  <>
                    <Bars text={known.command} />
                    <small className="softer">{t('setup.vendor.notTried')}</small>
                  </>
                ) : (
                  <span>{t('setup.vendor.manual', { name: known.manual })}</span>
                )}
              </div>
            )
          })}
        </section>
      ))}
    </Drawer>
  )
}

const quiet = 10

function Bars({ text }: { readonly text: string }) {
  const { modules, width } = setupCode128(text)
  const path = [...modules].flatMap((dark, i) => (dark === 1 ? [`M${i + quiet} 0h1v60h-1z`] : [])).join('')
  const all = width + 2 * quiet
  return (
    <figure>
      <svg
        role="img"
        aria-label={text}
        width={all * 2}
        height={60}
        viewBox={`0 0 ${all} 60`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
      >
        <rect width={all} height={60} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <figcaption className="mono">{text}</figcaption>
    </figure>
  )
}
