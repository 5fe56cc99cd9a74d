import { useQuery } from '@tanstack/react-query'
import { allows, type Permission, permissions, roles } from '../../../shared/auth/permissions.ts'
import { forbiddenPairs } from '../../../shared/auth/posts.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useWords } from '../../station/words.ts'
import { Loading } from '../parts/loading.tsx'
import { Scroll } from '../parts/scroll.tsx'

/** What everybody may do is no difference between posts. */
const shown = (Object.keys(permissions) as Permission[]).filter(
  (permission): permission is Exclude<Permission, 'open'> => permission !== 'open' && !roles.every((role) => allows([role], permission)),
)

/** Posts and what each may do, in words, and which of them one person may not hold together. */
export function PostsMatrix() {
  const { t } = useWords()
  const settings = useQuery(api.settings.get.queryOptions())
  const preset = settings.data?.posts ?? 'small'
  const pairs = forbiddenPairs.filter(({ presets, why }) => presets.includes(preset) && why !== 'outsider')
  return (
    <Loading query={settings}>
      <div className="office-body with-detail narrow fit">
        <section className="panel">
          <Scroll>
            <table className="tbl matrix" aria-label={t('office.posts.title')}>
              <thead>
                <tr>
                  <th scope="col">{t('office.posts.may')}</th>
                  {roles.map((role) => (
                    <th key={role} scope="col">
                      {t(`role.${role}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((permission) => (
                  <tr key={permission}>
                    <th scope="row">{t(`permission.${permission}`)}</th>
                    {roles.map((role) => (
                      <td key={role}>{allows([role], permission) ? <VerdictMark mark="pass" name={t('office.posts.may')} /> : null}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </section>
        <section className="panel">
          <div className="detail-head">
            <span className="softer">{t('office.settings.posts')}</span>
            <h2>{t(`posts.${preset}`)}</h2>
          </div>
          <div className="panel-body">
            <div className="section">
              <p>{t(`posts.${preset}Help`)}</p>
            </div>
            <div className="section">
              <h3>{t('office.posts.pairs')}</h3>
              <ul className="checks">
                {pairs.map(({ posts: [first, second], why }) => (
                  <li key={`${first}${second}`}>
                    <span>{t('office.posts.pair', { first: t(`role.${first}`), second: t(`role.${second}`) })}</span>
                    <span className="grow" />
                    <span className="softer">{t(`office.posts.why.${why}`)}</span>
                  </li>
                ))}
                {pairs.length === 0 ? (
                  <li>
                    <span>{t('office.posts.pairsNone')}</span>
                    <span />
                  </li>
                ) : null}
                <li>
                  <span>{t('role.visitor')}</span>
                  <span className="grow" />
                  <span className="softer">{t('office.posts.why.outsider')}</span>
                </li>
              </ul>
            </div>
            <div className="section">
              <p className="softer">{t('office.posts.signatures')}</p>
              <p className="softer">{t('office.posts.where')}</p>
            </div>
          </div>
        </section>
      </div>
    </Loading>
  )
}
