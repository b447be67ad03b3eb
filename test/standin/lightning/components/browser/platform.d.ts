/** Made by the bundler: the package's exposed components by name. */
declare module 'stand-in/components' {
  import type { LightningElement } from 'lwc'
  export const components: Record<string, typeof LightningElement>
}
