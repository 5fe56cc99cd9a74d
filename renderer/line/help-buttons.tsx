import { LineButton } from '../design/line-button.tsx'
import { director } from '../sound/player.ts'
import { useWords } from '../station/words.ts'
import { type Called, useCalling } from './calling.ts'

/** Mute for half a minute, and call somebody to this screen. */
export function HelpButtons({ who, calling }: { readonly who: Called; readonly calling: Called | null }) {
  const { t } = useWords()
  const call = useCalling((state) => state.call)
  return (
    <>
      <LineButton icon="bell" keyName="F9" onPress={() => director.mute(30_000)}>
        {t('line.mute')}
      </LineButton>
      <LineButton icon={who === 'repair' ? 'repair' : 'person'} keyName="F3" onPress={() => call(who)} pressed={calling === who}>
        {calling === who ? t('line.callOver') : t(who === 'repair' ? 'line.callRepair' : 'line.callInspector')}
      </LineButton>
    </>
  )
}
