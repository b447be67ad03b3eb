const paths = {
  done: 'M6.5 12.5l3.7 3.7 7.3-8',
  clock: 'M12 6.5V12l3.6 2.2',
  search: 'M8.5 12h7',
  pause: 'M9.5 8.5v7M14.5 8.5v7',
}
export type Icon = keyof typeof paths

export function Badge({ icon }: { icon: Icon }) {
  return (
    <svg class="badge" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10" />
      <path d={paths[icon]} />
    </svg>
  )
}
