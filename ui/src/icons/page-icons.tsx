import { Icon, type IconProps } from './icon.tsx'

export const HomeIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 11 12 4l8 7v8.5a.5.5 0 0 1-.5.5H15v-6H9v6H4.5a.5.5 0 0 1-.5-.5z" />
  </Icon>
)
export const TransmitIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M8 20V5m0 0L4.5 8.5M8 5l3.5 3.5M16 4v15m0 0 3.5-3.5M16 19l-3.5-3.5" />
  </Icon>
)
export const StoresIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4.5 10v9.5h15V10M3.5 9 5.5 4.5h13L20.5 9a2.8 2.8 0 0 1-5.6 0 2.8 2.8 0 0 1-5.7 0 2.8 2.8 0 0 1-5.7 0zM10 19.5V15h4v4.5" />
  </Icon>
)
export const ConflictsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M6 20v-5.5c0-4 6-3.5 6-7.5V4m0 0L9 7m3-3 3 3M18 20v-5.5c0-2-1.5-3-3-3.9" />
  </Icon>
)
export const ParkedIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 5h16M4 9.5h16M4 14h7M4 18.5h7" />
    <path d="M15 13.5v5.5M19 13.5v5.5" />
  </Icon>
)
export const DataIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9" />
  </Icon>
)
export const ReportsIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6" />
  </Icon>
)
export const ReplicaIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 4h10v10H4zM8 17.5V20h12V8h-2.5" />
  </Icon>
)
export const SetupIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 7h9m4 0h3M4 12h3m4 0h9M4 17h11m4 0h1" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="12" r="2" />
    <circle cx="17" cy="17" r="2" />
  </Icon>
)
