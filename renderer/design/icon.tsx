const person = (
  <>
    <path d="M4 20c0-4 3.5-6 8-6s8 2 8 6" />
    <circle cx="12" cy="8" r="4" />
  </>
)
const cog = (
  <>
    <circle cx="12" cy="12" r="3" />
    <path d="M12 3v4M12 17v4M3 12h4M17 12h4M5.6 5.6l2.9 2.9M15.5 15.5l2.9 2.9M18.4 5.6l-2.9 2.9M8.5 15.5l-2.9 2.9" />
  </>
)
const search = (
  <>
    <circle cx="11" cy="11" r="6" />
    <path d="m16 16 4 4" />
  </>
)

/** Plain strokes on a 24 grid. A name per meaning, so that screens say what they mean. */
const icons = {
  back: <path d="M20 12H5M11 5l-7 7 7 7" />,
  orders: <path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01" />,
  play: <path d="M7 4v16l13-8z" fill="currentColor" />,
  pause: <path d="M8 5v14M16 5v14" />,
  printer: <path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z" />,
  edit: <path d="M4 20l1-5L16 4l4 4L9 19z" />,
  bell: <path d="M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4" />,
  person,
  people: person,
  cog,
  repair: cog,
  scan: <path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16" />,
  book: <path d="M5 4h14v16H5zM9 4v16M12 9h4M12 13h4" />,
  box: <path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" />,
  template: <path d="M4 5h16v14H4zM8 9h3v3H8zM14 9h3M14 12h3M8 16h9" />,
  swap: <path d="M4 8h14l-4-4M20 16H6l4 4" />,
  lock: <path d="M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3" />,
  recount: <path d="M4 9h10a5 5 0 0 1 0 10H9M8 5 4 9l4 4" />,
  erase: <path d="M9 5h11v14H9l-6-7zM12 9l5 6M17 9l-5 6" />,
  badge: <path d="M5 4h14v16H5zM9 8h6M9 12h6M9 16h3" />,
  download: <path d="M12 4v11M7 11l5 5 5-5M4 20h16" />,
  plus: <path d="M12 5v14M5 12h14" />,
  search,
  down: <path d="m6 9 6 6 6-6" />,
  pools: <path d="M10 4h4v4h-4zM4 16h4v4H4zM16 16h4v4h-4zM12 8v4M6 16v-4h12v4" />,
  sample: <path d="M9 4h6M10 4v6l-5 10h14l-5-10V4" />,
  chart: <path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
} as const

export type IconName = keyof typeof icons

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {icons[name]}
    </svg>
  )
}

/** The product's own sign: two bars of a matrix code and its cells. */
export function Logo({ size = 24, colour = 'currentColor' }: { readonly size?: number; readonly colour?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path fill={colour} d="M2 2h3.3v16.7H22V22H2zM8.7 2H12v3.3H8.7zM15.3 2h3.3v3.3h-3.3zM18.7 8.7H22V12h-3.3zM8.7 8.7h6.6v6.6H8.7z" />
    </svg>
  )
}
