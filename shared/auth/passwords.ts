import type { Problem } from '../station-error.ts'

/** What a password must not be built from. */
export interface PasswordOwner {
  readonly login: string
  readonly name: string
  readonly staffNo: string
}

export const passwordMost = 200
export const pinLength = 6

/** The commonest passwords of published leaks that are long enough to be chosen here, Chinese favourites included. */
const common = new Set(
  (
    'password password1 password12 password123 passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890 0123456789 87654321 987654321 ' +
    '123123123 123321123 147258369 741852963 11111111 00000000 66666666 88888888 99999999 12341234 11223344 112233445566 13131313 ' +
    'qwertyui qwertyuiop qwerty123 qwerty12 qwer1234 asdfghjk asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 1q2w3e4r 1q2w3e4r5t q1w2e3r4 1qaz2wsx ' +
    '1qazxsw2 zaq12wsx abcd1234 abc12345 abcdefgh a1234567 a12345678 a123456789 aa123456 aa12345678 qq123456 iloveyou iloveyou1 sunshine ' +
    'princess football baseball superman trustno1 welcome1 welcome123 letmein1 changeme computer internet michelle jennifer starwars ' +
    'admin123 admin1234 administrator admin888 root1234 test1234 woaini1314 woaini520 woaini123 5201314520 52013145 wangyut2 dearbook ' +
    'signet123 signet1234 mazhan123'
  ).split(' '),
)

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/**
 * All that is wrong with a new password (21 CFR 11.300 asks for controls that keep passwords secure). `least` is the configured shortest
 * length. Whether it was used before only the station can tell.
 */
export function passwordProblems(password: string, owner: PasswordOwner, least: number, field = 'password'): Problem[] {
  const problems: Problem[] = []
  const given = plain(password)
  if (password.length < least) problems.push({ code: 'people.passwordShort', params: { min: least }, field })
  if (password.length > passwordMost) problems.push({ code: 'people.passwordLong', params: { max: passwordMost }, field })
  if ([owner.login, owner.name, owner.staffNo].some((own) => own !== '' && plain(own) === given))
    problems.push({ code: 'people.passwordOwn', params: {}, field })
  if (common.has(given) || (password.length >= least && /^(.)\1*$/u.test(given)))
    problems.push({ code: 'people.passwordCommon', params: {}, field })
  return problems
}

/** All that is wrong with a new PIN: six digits, no run, not all equal, not the staff number. */
export function pinProblems(pin: string, owner: { readonly staffNo: string }, field = 'pin'): Problem[] {
  if (!/^\d{6}$/.test(pin)) return [{ code: 'people.pinDigits', params: { digits: pinLength }, field }]
  const steps = new Set([...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10))
  const [step] = steps
  const problems: Problem[] = []
  if (steps.size === 1 && (step === 0 || step === 1 || step === 9)) problems.push({ code: 'people.pinPlain', params: {}, field })
  const staffDigits = owner.staffNo.replaceAll(/\D/g, '')
  if (staffDigits !== '' && staffDigits.padStart(pinLength, '0') === pin) problems.push({ code: 'people.pinOwn', params: {}, field })
  return problems
}
