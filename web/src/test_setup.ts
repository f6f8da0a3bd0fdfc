import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// Screens are fetched when they are first shown, which takes a busy machine seconds: a test's own bound ends it.
configure({ asyncUtilTimeout: 60_000 })

afterEach(() => cleanup())
