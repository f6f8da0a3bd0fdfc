//! What is for demonstrations alone, such as a moved clock, and how a directory shows that it is one.
//!
//! An environment variable is set by accident, keys aren't: a demonstration says so in its side.toml,
//! and its key files cost too little work to guard anything. Both are looked at.

use identity::{WORK_LOG2_DEMO, key_file_work_log2};
use std::path::{Path, PathBuf};

use crate::{CliError, Clock, Context, home::Home, private_file};

/// How a key file of ours begins; the press key is minisign's.
pub const KEY_FILE_BEGINS: &str = "-----BEGIN AGE ENCRYPTED FILE-----";

/// Refuses `what` where a side or a device is in earnest. A directory without keys is neither.
pub fn only_in_a_demonstration(home: &Home, what: &str) -> Result<(), CliError> {
    let refused = |why: String| {
        CliError::usage(
            "danger",
            format!("{what} is for demonstrations, and {why}"),
            "leave it out here (unset DETENTE_DANGER_WEAK_KEYS, DETENTE_DANGER_CLOCK_OFFSET_MS and DETENTE_DANGER_CLIENT_DIR too); `detente demo` makes sides to play with",
        )
    };
    if home.has_side() && !home.side()?.demo {
        return Err(refused(format!(
            "the side in {} isn't one of a demonstration",
            home.dir().display()
        )));
    }
    for path in key_files(home) {
        let text = private_file::read(&path)?;
        // A damaged one is told where it is opened.
        let work_log2 = key_file_work_log2(&text).unwrap_or(WORK_LOG2_DEMO);
        if text.starts_with(KEY_FILE_BEGINS) && work_log2 > WORK_LOG2_DEMO {
            return Err(refused(format!("{} guards a real key", path.display())));
        }
    }
    Ok(())
}

/// Refuses what the environment asks for in a directory that is in earnest.
pub fn check_environment(context: &Context) -> Result<(), CliError> {
    let what = match (context.clock, context.danger_weak_keys) {
        (Clock::Real, false) => return Ok(()),
        (Clock::Offset(_), false) => {
            return Err(CliError::usage(
                "danger",
                "a moved clock is for demonstrations, whose keys guard nothing",
                "unset DETENTE_DANGER_CLOCK_OFFSET_MS; a demonstration has DETENTE_DANGER_WEAK_KEYS=1 too",
            ));
        }
        (Clock::Offset(_), true) => "a moved clock (DETENTE_DANGER_CLOCK_OFFSET_MS)",
        (Clock::Real, true) => "making weak keys (DETENTE_DANGER_WEAK_KEYS=1)",
    };
    only_in_a_demonstration(&context.home(), what)
}

fn key_files(home: &Home) -> Vec<PathBuf> {
    let ends_in_key = |path: &Path| path.extension().is_some_and(|ending| ending == "key");
    ["keys", "devices"]
        .into_iter()
        .filter_map(|dir| std::fs::read_dir(home.dir().join(dir)).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter(|path| ends_in_key(path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Exit, PassphraseSource, Questions, commands::side};
    use client::KeyPurpose;
    use zeroize::Zeroizing;

    fn context(dir: &Path) -> Context {
        let mut context = Context::new(dir);
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(Zeroizing::new("passphrase".into()));
        context
    }

    fn allowed(context: &Context) -> bool {
        match only_in_a_demonstration(&context.home(), "it") {
            Ok(()) => true,
            Err(error) => {
                assert_eq!((error.exit, error.code.as_str()), (Exit::Usage, "danger"));
                false
            }
        }
    }

    #[test]
    fn both_the_settings_and_the_keys_must_be_a_demonstrations() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = context(&dir.path().join("north"));
        assert!(allowed(&context), "nothing is here yet");
        side::init(&context, &side::InitArgs::local("North")).unwrap();
        let home = context.home();
        assert!(home.side().unwrap().demo);
        assert!(allowed(&context));

        let mut settings = home.side().unwrap();
        settings.demo = false;
        home.write_side(&settings).unwrap();
        assert!(!allowed(&context), "the settings say that it is in earnest");
        settings.demo = true;
        home.write_side(&settings).unwrap();
        assert!(allowed(&context));

        // Somebody wrote `demo = true` into the settings of a side with a real node key.
        let node = home.load_side_keys(&context, KeyPurpose::Node).unwrap();
        context.danger_weak_keys = false;
        let path = home.side_key_path(KeyPurpose::Node);
        let passphrase = Zeroizing::new("passphrase".to_owned());
        home.store_keys(&context, &path, &node, KeyPurpose::Node, &passphrase)
            .unwrap();
        assert!(!allowed(&context), "a real key is here");
    }

    #[test]
    fn the_environment_alone_moves_no_clock() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = context(&dir.path().join("north"));
        side::init(&context, &side::InitArgs::local("North")).unwrap();
        let home = context.home();
        for (demo, weak, clock, fits) in [
            (true, true, Clock::Offset(1), true),
            (true, true, Clock::Real, true),
            (true, false, Clock::Real, true),
            (true, false, Clock::Offset(1), false),
            (false, true, Clock::Offset(1), false),
            (false, true, Clock::Real, false),
            (false, false, Clock::Offset(1), false),
            (false, false, Clock::Real, true),
        ] {
            let mut settings = home.side().unwrap();
            settings.demo = demo;
            home.write_side(&settings).unwrap();
            (context.danger_weak_keys, context.clock) = (weak, clock);
            assert_eq!(
                check_environment(&context).is_ok(),
                fits,
                "demo {demo}, weak {weak}, {clock:?}"
            );
        }
    }
}
