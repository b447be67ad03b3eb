const first = 31
const last = 68
const seasons = ['Summer', 'Winter', 'Spring']

/** `GET /services/data`: v31 is Summer '14, and three come a year. */
export const versionList = Array.from({ length: last - first + 1 }, (_, index) => {
  const version = `${first + index}.0`
  const year = 14 + Math.floor((index + 2) / 3)
  return { label: `${seasons[index % 3]} '${year}`, url: `/services/data/v${version}`, version }
})

/** Whether `v68.0` in a path is a version that is still served. */
export const isServed = (step: string): boolean => versionList.some(({ version }) => `v${version}` === step)
