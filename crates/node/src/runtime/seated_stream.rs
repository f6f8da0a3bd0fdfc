//! A TCP connection of a device or a reader: its first bytes were read to see what it speaks, its
//! peer must go on reading, and its seat is held for as long as it is open.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use super::seats::Seat;

pub(super) struct SeatedStream {
    stream: TcpStream,
    /// Read before, to be read again.
    first: Vec<u8>,
    first_taken: usize,
    stalled_max: Duration,
    /// Runs while something waits to be written.
    stalled: Option<Pin<Box<Sleep>>>,
    _seat: Seat,
}

impl SeatedStream {
    /// `stalled_max` is how long the peer may leave unread what waits for it.
    pub fn new(stream: TcpStream, first: Vec<u8>, stalled_max: Duration, seat: Seat) -> Self {
        Self {
            stream,
            first,
            first_taken: 0,
            stalled_max,
            stalled: None,
            _seat: seat,
        }
    }

    /// Passes an outcome on, unless nothing could be written for too long.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        let limit = self.stalled_max;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for SeatedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let waiting = &this.first[this.first_taken..];
        if waiting.is_empty() {
            return Pin::new(&mut this.stream).poll_read(context, into);
        }
        let length = waiting.len().min(into.remaining());
        into.put_slice(&waiting[..length]);
        this.first_taken += length;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for SeatedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watch(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(context);
        self.watch(context, outcome)
    }
}
