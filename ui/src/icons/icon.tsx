import type { ReactNode } from 'react'

export type IconProps = { size?: number; label?: string }

/** A line drawing of 24 by 24; without a label it is decoration and kept from screen readers. */
export const Icon = ({ size = 18, label, children }: IconProps & { children: ReactNode }) => (
  // biome-ignore lint/a11y/noSvgWithoutTitle: decoration is hidden from screen readers, and what is not has its aria-label
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.9"
    strokeLinecap="round"
    strokeLinejoin="round"
    focusable="false"
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    {children}
  </svg>
)
