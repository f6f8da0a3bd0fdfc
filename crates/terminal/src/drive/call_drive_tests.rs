//! How a call ends that never gets as far as its node. Whole calls are in this crate's test `loop`.

use super::*;
use crate::session::{CallSettings, Opened, Refusal};
use crate::voice::{OpusFrame, RepeatDepth};

struct NoKeys;

impl FrameCrypto for NoKeys {
    fn protect(&mut self, _newest_first: &[OpusFrame]) -> Option<Vec<u8>> {
        None
    }

    fn open(&mut self, _stream: &str, _payload: &[u8]) -> Result<Opened, Refusal> {
        Err(Refusal::NoKeys)
    }
}

/// Runs a call under these commands, and then none any more.
async fn run(commands: Vec<Command>) -> Ended {
    let towards = "127.0.0.1:9".parse().unwrap();
    let drive = CallDrive::bind(towards, MediaOver::default())
        .await
        .unwrap();
    assert!(drive.offer().contains("127.0.0.1"));
    let settings = CallSettings {
        depth: RepeatDepth::USUAL,
        say_after: Duration::ZERO,
        first_rtp_time: 0,
    };
    let media = CallMedia::new(Vec::new(), settings).unwrap();
    let (command, obeyed) = mpsc::channel(8);
    let (told, mut events) = mpsc::unbounded_channel();
    for wanted in commands {
        command.send(wanted).await.unwrap();
    }
    drop(command);
    let crypto = Arc::new(Mutex::new(NoKeys));
    drive.run(media, Ears::none(), crypto, obeyed, told).await;
    let mut ended = None;
    while let Some(event) = events.recv().await {
        assert!(ended.is_none(), "something came after the end");
        if let Event::Ended(last) = event {
            ended = Some(*last);
        }
    }
    ended.unwrap()
}

#[tokio::test]
async fn goodbye_and_nobody_left_to_command_end_a_call() {
    let at = Instant::now();
    for commands in [
        vec![],
        vec![Command::Bye],
        vec![Command::Mute(true), Command::OpenFloor { at }, Command::Bye],
    ] {
        let ended = run(commands).await;
        assert!(matches!(ended.cause, EndCause::Bye), "{}", ended.cause);
        assert_eq!(ended.report.media.sent, 0);
    }
}

#[tokio::test]
async fn a_bad_answer_ends_a_call_with_the_reason() {
    let sdp = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n".to_owned();
    let ended = run(vec![Command::Answer(sdp), Command::Bye]).await;
    assert!(ended.cause.to_string().contains("a line for video"));
}
