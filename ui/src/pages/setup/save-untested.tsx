import { Button, Group, Text } from '@mantine/core'
import { Dialog } from '../../pieces/dialog.tsx'

type UntestedProps = { onTest: () => void; onSave: () => void; onClose: () => void }

export const SaveUntested = ({ onTest, onSave, onClose }: UntestedProps) => (
  <Dialog onClose={onClose} title="Test first?">
    <Text size="sm">
      These settings have not passed a test. Test Connection proves in a few seconds that a transmission can do
      everything it needs.
    </Text>
    <Group justify="flex-end" mt="md">
      <Button variant="default" onClick={onSave}>
        Save without a test
      </Button>
      <Button onClick={onTest} data-autofocus>
        Test first
      </Button>
    </Group>
  </Dialog>
)
