const mouthEnds = [16.5, 16, 15.2, 14.6, 14]
const mouthMiddle = [12.5, 14, 15.2, 17, 19]

/** Drawn, not typed: emoji came out half in colour and half in black. From 1 (unhappy) to 5. */
export function Smiley({ value }: { value: number }) {
  const ends = mouthEnds[value - 1]
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10" />
      <path d={`M9 9v1.5M15 9v1.5M7.5 ${ends}Q12 ${mouthMiddle[value - 1]} 16.5 ${ends}`} />
    </svg>
  )
}

export function Star() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 3l2.7 5.6 6.1.8-4.5 4.3 1.1 6.1L12 16.9l-5.4 2.9 1.1-6.1L3.2 9.4l6.1-.8z" />
    </svg>
  )
}
