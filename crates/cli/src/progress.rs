//! What is told while something takes longer than a moment: a spinner where a person watches, a line
//! where stderr goes elsewhere. Nothing where it is done before anybody would wonder.

use indicatif::ProgressBar;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

/// Before this nobody wonders.
const SHOWN_AFTER: Duration = Duration::from_millis(700);
const SPINS_EVERY: Duration = Duration::from_millis(120);

/// Where progress is told.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    /// A person watches stderr, and it isn't read by a program.
    pub spins: bool,
    bar: Arc<Mutex<Option<ProgressBar>>>,
    /// Something is under way already; what it consists of isn't told on its own.
    busy: Arc<AtomicBool>,
}

impl Screen {
    pub fn spinning() -> Self {
        Self {
            spins: true,
            ..Self::default()
        }
    }

    fn bar(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        // What is inside is whole or absent, also after a panic elsewhere.
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line to stderr, around a spinner that may be there.
    pub fn line(&self, text: &str) {
        match &*self.bar() {
            Some(bar) => bar.suspend(|| eprintln!("detente: {text}")),
            None => eprintln!("detente: {text}"),
        }
    }

    /// For a wait that a line announced already: a spinner, and nothing elsewhere.
    pub fn while_waiting(&self, what: impl Into<String>) -> Progress {
        if self.spins {
            self.while_doing(what)
        } else {
            Progress::silent()
        }
    }

    /// Tells that `what` is under way, until what is given back is dropped.
    pub fn while_doing(&self, what: impl Into<String>) -> Progress {
        if self.busy.swap(true, Ordering::Relaxed) {
            return Progress::silent();
        }
        let screen = self.clone();
        let what = what.into();
        let mut progress = Progress::begin(SHOWN_AFTER, move |done| {
            if !screen.spins {
                screen.line(&format!("{what} …"));
                return;
            }
            let bar = ProgressBar::new_spinner().with_message(what);
            bar.enable_steady_tick(SPINS_EVERY);
            *screen.bar() = Some(bar.clone());
            // The sender's end is what is waited for.
            let _ = done.recv();
            *screen.bar() = None;
            bar.finish_and_clear();
        });
        progress.busy = Some(self.busy.clone());
        progress
    }
}

/// Something under way.
#[must_use = "progress is told until this is dropped"]
#[derive(Debug)]
pub struct Progress {
    done: Option<Sender<()>>,
    telling: Option<JoinHandle<()>>,
    busy: Option<Arc<AtomicBool>>,
}

impl Progress {
    fn silent() -> Self {
        Self {
            done: None,
            telling: None,
            busy: None,
        }
    }

    /// Calls `tell` once it has taken `after`; `tell` may wait for the end.
    fn begin(after: Duration, tell: impl FnOnce(&Receiver<()>) + Send + 'static) -> Self {
        let (done, told) = channel();
        let telling = std::thread::Builder::new()
            .name("progress".into())
            .spawn(move || match told.recv_timeout(after) {
                Err(RecvTimeoutError::Timeout) => tell(&told),
                Ok(()) | Err(RecvTimeoutError::Disconnected) => {}
            })
            // Without a thread it is done all the same, in silence.
            .ok();
        Self {
            done: Some(done),
            telling,
            busy: None,
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(telling) = self.telling.take() {
            // Its spinner is gone before anything else is printed.
            let _ = telling.join();
        }
        if let Some(busy) = &self.busy {
            busy.store(false, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn only_what_takes_long_is_told() {
        let told = Arc::new(AtomicBool::new(false));
        let (begun, has_begun) = channel();
        let seen = told.clone();
        let progress = Progress::begin(Duration::ZERO, move |done| {
            seen.store(true, Ordering::SeqCst);
            begun.send(()).unwrap();
            assert!(done.recv().is_err(), "it ends with the work");
        });
        has_begun.recv().unwrap();
        drop(progress);
        assert!(told.load(Ordering::SeqCst));

        let told = Arc::new(AtomicBool::new(false));
        let seen = told.clone();
        let hour = Duration::from_secs(3_600);
        drop(Progress::begin(hour, move |_| {
            seen.store(true, Ordering::SeqCst)
        }));
        assert!(
            !told.load(Ordering::SeqCst),
            "and its end waits for nothing"
        );
    }

    #[test]
    fn a_spinner_is_gone_when_the_work_is() {
        let screen = Screen::spinning();
        let bar = screen.bar.clone();
        let progress = screen.while_doing("working");
        let until = std::time::Instant::now() + Duration::from_secs(30);
        while bar.lock().unwrap().is_none() {
            assert!(std::time::Instant::now() < until, "it never spun");
            std::thread::yield_now();
        }
        screen.line("a line in between");
        let part = screen.while_doing("a part of it");
        assert!(part.telling.is_none(), "it is told as one");
        drop((part, progress));
        assert!(bar.lock().unwrap().is_none());
        assert!(screen.while_doing("the next").telling.is_some());
    }
}
