import { useCallback, useEffect, useRef, useState } from 'react'

import type { Bench, OpenMicrophone, SoundDevice } from '../../core/bench'
import { as_core_error } from '../../core/core'
import { useCore, useObservable } from '../../core/hooks'
import { read_choice, write_choice } from '../../ui/choices'
import { test_tone } from '../call/tones'
import { useBench } from './bench_context'
import { HEARD_LEVEL, NOTHING_RUN, type Result, type Results, type Step, browser_result, clock_result, node_result, report_of, stream_result } from './results'
import { save_file } from '../../ui/save_file'

const RECORD_MS = 4_000
/** Nothing heard for so long: it is said. */
const SILENT_MS = 8_000

function failed(thrown: unknown): Result {
  return { state: 'failed', code: as_core_error(thrown).code, details: {} }
}

const RUNNING: Result = { state: 'running' }

/** What is known at once, and what is being asked of the node. */
function measured(bench: Bench): Partial<Results> {
  return { browser: browser_result(bench.browser()), node: RUNNING, clock: RUNNING }
}

function at_first(bench: Bench): Results {
  return { ...NOTHING_RUN, ...measured(bench) }
}

export type Hearing = 'idle' | 'recording' | 'playing' | 'asked'

/** Runs what needs nobody by itself, the rest when it is pressed. */
export function useDeviceTest() {
  const bench = useBench()
  const { node_reached } = useCore()
  const reached = useObservable(node_reached)
  const [results, setResults] = useState<Results>(() => at_first(bench))
  const [devices, setDevices] = useState<SoundDevice[]>([])
  const [microphone, setMicrophone] = useState(() => read_choice('microphone') ?? '')
  const [speaker, setSpeaker] = useState(() => read_choice('speaker') ?? '')
  const [hearing, setHearing] = useState<Hearing>('idle')
  const [toning, setToning] = useState<'idle' | 'playing' | 'asked'>('idle')
  const [is_open, setOpen] = useState(false)
  const open = useRef<OpenMicrophone | null>(null)

  const set = useCallback((step: Step, result: Result) => setResults((before) => ({ ...before, [step]: result })), [])
  const pass = (step: Step) => set(step, { state: 'passed', details: {} })
  const close = useCallback(() => {
    open.current?.close()
    open.current = null
    setOpen(false)
  }, [])

  const measure = useCallback(() => {
    bench.ask_node().then(
      (answer) => {
        set('node', node_result(answer))
        set('clock', clock_result(answer))
      },
      (thrown: unknown) => {
        set('node', failed(thrown))
        set('clock', failed(thrown))
      },
    )
    bench.devices().then(setDevices, () => setDevices([]))
  }, [bench, set])
  useEffect(measure, [measure])
  // Whoever goes away takes the microphone along.
  useEffect(() => close, [close])

  const listen = async (chosen: string) => {
    close()
    set('microphone', { state: 'running' })
    try {
      open.current = await bench.open(chosen === '' ? null : chosen)
      setOpen(true)
      // Names of devices are told only now.
      setDevices(await bench.devices())
    } catch (thrown) {
      set('microphone', failed(thrown))
    }
  }
  useHeard(is_open, open, set)

  const hear_yourself = async () => {
    if (open.current === null) await listen(microphone)
    if (open.current === null) return
    set('hear-yourself', { state: 'running' })
    setHearing('recording')
    try {
      const recording = await open.current.record(RECORD_MS)
      setHearing('playing')
      await bench.play(recording, speaker)
      setHearing('asked')
    } catch (thrown) {
      setHearing('idle')
      set('hear-yourself', failed(thrown))
    }
  }
  const play_tone = async () => {
    set('speaker', { state: 'running' })
    setToning('playing')
    await test_tone(speaker).catch(() => undefined)
    setToning('asked')
  }
  const all: Results = { ...results, stream: stream_result(reached) }
  return {
    results: all,
    microphones: devices.filter(({ kind }) => kind === 'microphone'),
    speakers: bench.browser().chooses_speaker ? devices.filter(({ kind }) => kind === 'speaker') : [],
    microphone,
    speaker,
    choose_microphone: (id: string) => {
      setMicrophone(id)
      write_choice('microphone', id)
      if (is_open) void listen(id)
    },
    choose_speaker: (id: string) => {
      setSpeaker(id)
      write_choice('speaker', id)
    },
    is_open,
    level: useCallback(() => open.current?.level() ?? 0, []),
    listen: () => void listen(microphone),
    close,
    hearing,
    hear_yourself: () => void hear_yourself(),
    heard_yourself: (heard: boolean) => {
      setHearing('idle')
      if (heard) pass('hear-yourself')
      else set('hear-yourself', { state: 'failed', code: 'nothing-heard-back', details: {} })
    },
    toning,
    play_tone: () => void play_tone(),
    heard_tone: (heard: boolean) => {
      setToning('idle')
      if (heard) pass('speaker')
      else set('speaker', { state: 'failed', code: 'tone-not-heard', details: {} })
    },
    again: () => {
      setResults((before) => ({ ...before, ...measured(bench) }))
      measure()
    },
    save_report: () => save(report_of(all, navigator.userAgent, Date.now())),
  }
}

/** The microphone passes once something is heard, and fails once nothing was for a while; speaking later mends it. */
function useHeard(is_open: boolean, open: { readonly current: OpenMicrophone | null }, set: (step: Step, result: Result) => void): void {
  useEffect(() => {
    if (!is_open) return
    const began = Date.now()
    const timer = setInterval(() => {
      if ((open.current?.level() ?? 0) >= HEARD_LEVEL) {
        clearInterval(timer)
        set('microphone', { state: 'passed', details: {} })
      } else if (Date.now() - began > SILENT_MS) set('microphone', { state: 'failed', code: 'not-heard', details: {} })
    }, 100)
    return () => clearInterval(timer)
  }, [is_open, open, set])
}

function save(report: string): void {
  save_file('device-test.json', 'application/json', report)
}
