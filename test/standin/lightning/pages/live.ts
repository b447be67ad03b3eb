import { createHash } from 'node:crypto'
import { raw } from 'hono/html'

/** Fetches the page again and puts new content in its live parts, unless somebody is using what would go away. */
const code = `
setInterval(async () => {
  if (document.hidden) return
  const reply = await fetch(location.href).catch(() => null)
  if (!reply || !reply.ok) return
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html')
  for (const shown of document.querySelectorAll('[data-live]')) {
    const next = fresh.querySelector('[data-live="' + shown.dataset.live + '"]')
    if (!next || next.innerHTML === shown.innerHTML) continue
    if (!shown.contains(document.activeElement) && !shown.querySelector('details[open]')) shown.innerHTML = next.innerHTML
  }
}, 2000)
`

export const liveScript = raw(`<script>${code}</script>`)
/** For a page's policy: this script and no other may stand in it. */
export const liveScriptHash = `'sha256-${createHash('sha256').update(code).digest('base64')}'`
