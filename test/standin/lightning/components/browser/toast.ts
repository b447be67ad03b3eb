import type { Toast } from './events.ts'

const shownMs = 6000

/** A toast as Lightning shows it: read out, gone after a while unless it is sticky. */
export function showToast({ title = '', message = '', variant = 'info', mode = 'dismissible' }: Toast): void {
  const toast = document.createElement('div')
  toast.className = `slds-notify slds-notify_toast slds-theme_${variant}`
  toast.setAttribute('role', 'status')
  const text = document.createElement('div')
  text.className = 'slds-notify__content'
  for (const [element, part] of [
    ['h2', title],
    ['p', message],
  ] as const) {
    if (!part) continue
    const line = document.createElement(element)
    line.className = element === 'h2' ? 'slds-text-heading_small' : ''
    line.textContent = part
    text.append(line)
  }
  toast.append(text)
  container().append(toast)
  if (mode !== 'sticky') setTimeout(() => toast.remove(), shownMs)
}

function container(): Element {
  const found = document.querySelector('.toasts')
  if (found) return found
  const made = document.createElement('section')
  made.className = 'toasts slds-notify_container'
  made.setAttribute('aria-label', 'Notifications')
  document.body.append(made)
  return made
}
