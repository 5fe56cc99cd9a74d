import device from '../../resources/sounds/device.wav?url'
import done from '../../resources/sounds/done.wav?url'
import doubt from '../../resources/sounds/doubt.wav?url'
import duplicate from '../../resources/sounds/duplicate.wav?url'
import foreign from '../../resources/sounds/foreign.wav?url'
import match from '../../resources/sounds/match.wav?url'
import missing from '../../resources/sounds/missing.wav?url'
import notGs1 from '../../resources/sounds/notGs1.wav?url'
import ok from '../../resources/sounds/ok.wav?url'
import outOfOrder from '../../resources/sounds/outOfOrder.wav?url'
import refused from '../../resources/sounds/refused.wav?url'
import unreadable from '../../resources/sounds/unreadable.wav?url'
import wrongLotOrDate from '../../resources/sounds/wrongLotOrDate.wav?url'
import wrongProduct from '../../resources/sounds/wrongProduct.wav?url'
import type { SoundName } from './director.ts'

/** Where the page finds each sound. */
export const soundFiles: Readonly<Record<SoundName, string>> = {
  match,
  unreadable,
  notGs1,
  foreign,
  wrongProduct,
  wrongLotOrDate,
  duplicate,
  outOfOrder,
  missing,
  doubt,
  device,
  done,
  ok,
  refused,
}
