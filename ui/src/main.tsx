import './styles.ts'
import { createRoot } from 'react-dom/client'
import { App, askWhoIsThere } from './app.tsx'
import { loadAhead } from './shell/pages.ts'
import { printInLight } from './shell/print-in-light.ts'

// Both at the same time, and drawn once both are there; where one fails, the page says so when it is drawn.
await Promise.allSettled([loadAhead(location.pathname), askWhoIsThere()])

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
printInLight()
