import { components } from 'stand-in/components' // first: it brings what lets the SLDS style sheet reach inside
import { createElement } from 'lwc'
import { closeScreenEvent, toastEvent, type Toast } from './events.ts'
import { followTabs } from './tabs.ts'
import { showToast } from './toast.ts'

/** Puts each component where the page says: `<div data-component="name" data-properties="{…}">`. */
function mount(place: HTMLElement): void {
  const { component = '', properties = '{}' } = place.dataset
  const Component = components[component]
  if (!Component) throw new TypeError(`the package has no component ${component}`)
  const element = createElement(`c-${kebab(component)}`, { is: Component })
  Object.assign(element, JSON.parse(properties))
  place.replaceChildren(element)
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

document.querySelectorAll<HTMLElement>('main [data-component]').forEach(mount)
followTabs()
document.addEventListener(toastEvent, (event) => showToast((event as CustomEvent<Toast>).detail))

// A quick action opens in a dialog, and is made anew each time.
document.addEventListener('click', ({ target }) => {
  const button = (target as Element).closest<HTMLElement>('button[data-action]')
  const dialog = document.querySelector<HTMLDialogElement>('dialog.screen-action')
  if (!button || !dialog) return
  const place = document.createElement('div')
  place.dataset['component'] = button.dataset['action']
  place.dataset['properties'] = button.dataset['properties']
  dialog.setAttribute('aria-label', button.textContent.trim())
  dialog.replaceChildren(place)
  mount(place)
  dialog.showModal()
})
document.addEventListener(closeScreenEvent, () => {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.screen-action')
  dialog?.close()
  dialog?.replaceChildren()
})
