/** Tabs that the page came with: the chosen one shows its panel; arrows go along them. */
export function followTabs(): void {
  for (const set of document.querySelectorAll('[data-tabs]')) {
    const tabs = [...set.querySelectorAll<HTMLElement>('[role=tab]')]
    for (const [index, tab] of tabs.entries()) {
      tab.addEventListener('click', (event) => {
        event.preventDefault()
        choose(tabs, tab)
      })
      tab.addEventListener('keydown', ({ key }) => {
        const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
        const next = tabs[(index + step + tabs.length) % tabs.length]
        if (step === 0 || !next) return
        choose(tabs, next)
        next.focus()
      })
    }
  }
}

function choose(tabs: HTMLElement[], chosen: HTMLElement): void {
  for (const tab of tabs) {
    const isChosen = tab === chosen
    tab.setAttribute('aria-selected', String(isChosen))
    tab.tabIndex = isChosen ? 0 : -1
    tab.parentElement?.classList.toggle('slds-is-active', isChosen)
    const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '')
    panel?.classList.toggle('slds-show', isChosen)
    panel?.classList.toggle('slds-hide', !isChosen)
  }
}
