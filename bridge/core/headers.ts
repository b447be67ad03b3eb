/** What every answer says to a browser, unless its route has said it already, and more strictly. */
export const standardHeaders = {
  'Content-Security-Policy': `default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer', // an address may be a key
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=31536000',
} as const
