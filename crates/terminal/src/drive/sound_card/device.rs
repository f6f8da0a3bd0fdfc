//! The devices by cpal: whatever sample format, rate and channels they like best. They live on a
//! thread of their own, since on some systems a stream may not change threads.

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, Stream, SupportedStreamConfig};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use super::conversion::{Capture, Playback};
use super::{Shared, SoundCardError};

const MICROPHONE: &str = "microphone";
const LOUDSPEAKER: &str = "loudspeaker";

/// Both devices, running until this is dropped.
pub(super) struct Devices {
    _until: mpsc::Sender<()>,
}

impl Devices {
    pub fn open(shared: Shared) -> Result<Self, SoundCardError> {
        let (tell, told) = mpsc::channel();
        let (_until, dropped) = mpsc::channel::<()>();
        let thread = std::thread::Builder::new().name("sound card".into());
        let run = move || match streams(&shared) {
            Ok(streams) => {
                // Whoever asked waits for it.
                let _ = tell.send(Ok(()));
                let _ = dropped.recv();
                drop(streams);
            }
            Err(error) => drop(tell.send(Err(error))),
        };
        let failed = |cause: String| SoundCardError::Device {
            what: "sound card",
            cause,
        };
        thread
            .spawn(run)
            .map_err(|error| failed(error.to_string()))?;
        told.recv().map_err(|error| failed(error.to_string()))??;
        Ok(Self { _until })
    }
}

fn streams(shared: &Shared) -> Result<[Stream; 2], SoundCardError> {
    let host = cpal::default_host();
    let microphone = host
        .default_input_device()
        .ok_or(SoundCardError::NoDevice(MICROPHONE))?;
    let loudspeaker = host
        .default_output_device()
        .ok_or(SoundCardError::NoDevice(LOUDSPEAKER))?;
    let unusable = |what| {
        move |cause: cpal::Error| SoundCardError::Device {
            what,
            cause: cause.to_string(),
        }
    };
    let said = microphone
        .default_input_config()
        .map_err(unusable(MICROPHONE))?;
    let heard = loudspeaker
        .default_output_config()
        .map_err(unusable(LOUDSPEAKER))?;
    let capture = Capture::new(shared.said.clone(), said.sample_rate(), said.channels());
    let playback = Playback::new(shared.heard.clone(), heard.sample_rate(), heard.channels());
    let faults = &shared.faults;
    let streams = [
        capture_stream(&microphone, &said, capture, faults)?.map_err(unusable(MICROPHONE))?,
        playback_stream(&loudspeaker, &heard, playback, faults)?.map_err(unusable(LOUDSPEAKER))?,
    ];
    streams[0].play().map_err(unusable(MICROPHONE))?;
    streams[1].play().map_err(unusable(LOUDSPEAKER))?;
    Ok(streams)
}

type Opened = Result<Stream, cpal::Error>;

fn capture_stream(
    device: &cpal::Device,
    config: &SupportedStreamConfig,
    capture: Capture,
    faults: &Arc<AtomicU64>,
) -> Result<Opened, SoundCardError> {
    Ok(match config.sample_format() {
        SampleFormat::I8 => captured::<i8>(device, config, capture, faults),
        SampleFormat::I16 => captured::<i16>(device, config, capture, faults),
        SampleFormat::I32 => captured::<i32>(device, config, capture, faults),
        SampleFormat::U8 => captured::<u8>(device, config, capture, faults),
        SampleFormat::U16 => captured::<u16>(device, config, capture, faults),
        SampleFormat::F32 => captured::<f32>(device, config, capture, faults),
        // The library's list is open, and these are what cards offer.
        other => return Err(odd_format(MICROPHONE, other)),
    })
}

fn playback_stream(
    device: &cpal::Device,
    config: &SupportedStreamConfig,
    playback: Playback,
    faults: &Arc<AtomicU64>,
) -> Result<Opened, SoundCardError> {
    Ok(match config.sample_format() {
        SampleFormat::I8 => played::<i8>(device, config, playback, faults),
        SampleFormat::I16 => played::<i16>(device, config, playback, faults),
        SampleFormat::I32 => played::<i32>(device, config, playback, faults),
        SampleFormat::U8 => played::<u8>(device, config, playback, faults),
        SampleFormat::U16 => played::<u16>(device, config, playback, faults),
        SampleFormat::F32 => played::<f32>(device, config, playback, faults),
        other => return Err(odd_format(LOUDSPEAKER, other)),
    })
}

fn captured<T>(
    device: &cpal::Device,
    config: &SupportedStreamConfig,
    mut capture: Capture,
    faults: &Arc<AtomicU64>,
) -> Opened
where
    T: SizedSample,
    f32: FromSample<T>,
{
    device.build_input_stream(
        config.config(),
        move |samples: &[T], _: &cpal::InputCallbackInfo| {
            capture.take(samples.iter().map(|s| f32::from_sample_(*s)));
        },
        fault(MICROPHONE, faults.clone()),
        None,
    )
}

fn played<T>(
    device: &cpal::Device,
    config: &SupportedStreamConfig,
    mut playback: Playback,
    faults: &Arc<AtomicU64>,
) -> Opened
where
    T: SizedSample + FromSample<f32>,
{
    device.build_output_stream(
        config.config(),
        move |samples: &mut [T], _: &cpal::OutputCallbackInfo| {
            playback.fill(samples.iter_mut(), T::from_sample_);
        },
        fault(LOUDSPEAKER, faults.clone()),
        None,
    )
}

fn odd_format(what: &'static str, format: SampleFormat) -> SoundCardError {
    SoundCardError::Device {
        what,
        cause: format!("samples of the format {format} aren't understood"),
    }
}

fn fault(what: &'static str, faults: Arc<AtomicU64>) -> impl FnMut(cpal::Error) + Send + 'static {
    move |error| {
        faults.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(%error, what, "sound card");
    }
}
