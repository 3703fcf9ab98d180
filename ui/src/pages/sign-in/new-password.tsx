import { PasswordInput } from '@mantine/core'

/** As the server asks for; said here at once, and checked there again. */
const LEAST_LENGTH = 10

export type NewPassword = { password: string; again: string }
export const emptyPassword: NewPassword = { password: '', again: '' }

/** What is wrong with it, field by field; empty = nothing. */
export const passwordFaults = ({ password, again }: NewPassword): Partial<NewPassword> => ({
  ...(password.length < LEAST_LENGTH
    ? { password: `Use at least ${LEAST_LENGTH} characters; a few words in a row are fine.` }
    : {}),
  ...(password !== again ? { again: 'The two are not the same.' } : {}),
})

type FieldsProps = { value: NewPassword; onChange: (value: NewPassword) => void; faults: Partial<NewPassword> }

export const NewPasswordFields = ({ value, onChange, faults }: FieldsProps) => (
  <>
    <PasswordInput
      label="New password"
      description={`At least ${LEAST_LENGTH} characters; a few words in a row are fine.`}
      autoComplete="new-password"
      value={value.password}
      onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
      error={faults.password}
      visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
    />
    <PasswordInput
      label="The same once more"
      autoComplete="new-password"
      value={value.again}
      onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
      error={faults.again}
      visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
    />
  </>
)
