import { createTheme, InputWrapper, type MantineColorsTuple, Modal, Popover, Select, Tooltip } from '@mantine/core'

/** The one accent. Shade 8 carries white text at 5:1 (WCAG AA asks for 4.5). */
const accent: MantineColorsTuple = [
  '#e7f5ff',
  '#d0ebff',
  '#a5d8ff',
  '#74c0fc',
  '#4dabf7',
  '#339af0',
  '#228be6',
  '#1c7ed6',
  '#1971c2',
  '#1864ab',
]

/**
 * The variables that Mantine would write into a `<style>` element stand in theme.css instead: the pages' Content-Security-
 * Policy allows styles from files only. For the same reason nothing here may use AppShell, Grid, SimpleGrid, responsive
 * style props or scroll locking, which all write such elements.
 */
export const theme = createTheme({
  colors: { blue: accent },
  primaryShade: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The description below, so that fields beside each other stand at one height.
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] },
    }),
    Modal: Modal.extend({
      defaultProps: { lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.5 } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 0 } } }),
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: 'right' } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 400 } }),
  },
})
