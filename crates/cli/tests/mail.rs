//! Mail from a real node to a real server (aiosmtpd, from PyPI), read again by Python's email package and by
//! icalendar: over TLS and not, and with servers that refuse, hang and are gone.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use serde_json::{Value, json};
use sides::{PASSPHRASE, Pair, Refusal, Side, propose, text_of, until};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

const PEOPLE: [(&str, &str); 2] = [("sherpa", "sherpa"), ("duty", "duty-officer")];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Python with the packages, where `./dev setup` could install them.
fn python() -> Option<PathBuf> {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../calendar-readers/venv");
    let python = venv.join("bin/python");
    let probe = Command::new(&python)
        .args(["-c", "import aiosmtpd, icalendar"])
        .output();
    let is_there = probe.is_ok_and(|probe| probe.status.success());
    if !is_there {
        eprintln!("skipped: aiosmtpd isn't installed; ./dev setup does it");
    }
    is_there.then_some(python)
}

/// A mail server, and what it got.
struct Server {
    python: PathBuf,
    folder: PathBuf,
    port: u16,
    tls: Option<(PathBuf, PathBuf)>,
    child: Option<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Server {
    fn new(python: &Path, folder: PathBuf, tls: Option<(PathBuf, PathBuf)>) -> Self {
        fs::create_dir(&folder).unwrap();
        let mut server = Self {
            python: python.to_owned(),
            folder,
            port: 0,
            tls,
            child: None,
        };
        server.behave("ok");
        server.start();
        server
    }

    /// On the port that it had before, once it had one.
    fn start(&mut self) {
        let none = || PathBuf::from("-");
        let (certificate, key) = self.tls.clone().unwrap_or_else(|| (none(), none()));
        let mut child = Command::new(&self.python)
            .arg(repository().join("tests/mail/server.py"))
            .args([&self.folder, &certificate, &key])
            .arg(self.port.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        self.port = line.trim().parse().unwrap();
        self.child = Some(child);
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn behave(&self, how: &str) {
        fs::write(self.folder.join("behaviour"), how).unwrap();
    }

    /// How often somebody wanted to hand a letter over.
    fn asked(&self) -> usize {
        let asked = fs::read_to_string(self.folder.join("asked")).unwrap_or_default();
        asked.lines().count()
    }

    fn letters(&self) -> Vec<Value> {
        let told = Command::new(&self.python)
            .arg(repository().join("tests/mail/reader.py"))
            .arg(&self.folder)
            .output()
            .unwrap();
        assert!(told.status.success(), "{told:?}");
        serde_json::from_slice(&told.stdout).unwrap()
    }

    fn until_letters(&self, count: usize) -> Vec<Value> {
        until(&format!("{count} letters are there"), || {
            let letters = self.letters();
            (letters.len() >= count).then_some(letters)
        })
    }
}

/// Mail for `side` over this server; distances so short that a test can wait for them.
fn set_up(side: &Side, server: &Server, tls: &str, more: &str) {
    let text = format!(
        "server = \"localhost\"\nport = {}\ntls = \"{tls}\"\nfrom = \"detente@north.example\"\n\
         domains = [\"north.example\"]\npause_s = 0\nretry_first_s = 0.2\ntime_max_s = 1.0\n{more}",
        server.port
    );
    fs::write(side.dir.join("mail.toml"), text).unwrap();
    side.stop();
    side.start().unwrap();
}

fn addressed(side: &Side) {
    for (name, _) in PEOPLE {
        let address = format!("{name}@north.example");
        side.run_as(name, &["mail", "address", &address]).unwrap();
    }
    // What happened before is no news; it is looked at once before anything new happens.
    until("nothing waits", || {
        let shown = side.run_as("duty", &["mail", "show"]).ok()?;
        (shown["waiting"] == 0 && shown["on"] == true).then_some(())
    });
}

#[track_caller]
fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

fn pem(what: &str, der: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64);
    let lines: Vec<&str> = lines
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {what}-----\n{}\n-----END {what}-----\n",
        lines.join("\n")
    )
}

fn state(side: &Side) -> (u64, u64) {
    let shown = side.run_as("duty", &["mail", "show"]).unwrap();
    let number = |field: &str| shown[field].as_u64().unwrap();
    (number("waiting"), number("dead"))
}

#[test]
fn notices_say_nothing_and_no_server_loses_or_delays_anything() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &PEOPLE);
    let north = &pair.north;
    assert_eq!(
        code(north.run_as("duty", &["mail", "address", "duty@north.example"])),
        "not-found"
    );
    let mut server = Server::new(&python, dir.path().join("mail"), None);
    set_up(north, &server, "none", "");
    assert_eq!(
        code(north.run_as("duty", &["mail", "address", "duty@elsewhere.example"])),
        "malformed"
    );
    addressed(north);

    let contact = text_of(&propose(north, "security guarantees").unwrap(), "/contact").unwrap();
    let letters = server.until_letters(1);
    assert_eq!(letters.len(), 1, "who proposed it knows: {letters:?}");
    let letter = &letters[0];
    assert_eq!(letter["defects"], json!([]));
    assert_eq!(letter["from"], "detente@north.example");
    assert_eq!(letter["to"], "duty@north.example");
    assert_eq!(letter["subject"], "Détente");
    assert_eq!(letter["type"], "text/plain");
    assert_eq!(letter["calendar"], Value::Null);
    let text = letter["text"].as_str().unwrap().trim_end();
    assert_eq!(text, "Something has changed in Détente. Open it to see.");
    let raw = fs::read_to_string(server.folder.join("001.eml")).unwrap();
    for tells in [contact.as_str(), "South", "security", "sherpa", "contact"] {
        assert!(!raw.contains(tells), "{tells}: {raw}");
    }

    // Refused for now, hanging, gone: the node answers as before, and the letter comes in the end.
    for (behaviour, number) in [("later", 2), ("hang", 3), ("gone", 4)] {
        let asked = server.asked();
        match behaviour {
            "gone" => server.stop(),
            behaviour => server.behave(behaviour),
        }
        let began = Instant::now();
        propose(north, behaviour).unwrap();
        assert!(
            began.elapsed().as_secs() < 20,
            "{behaviour} holds nothing up"
        );
        until(&format!("{behaviour}: it was tried and waits"), || {
            let (waiting, dead) = state(north);
            let tried = behaviour == "gone" || server.asked() > asked + 1;
            (tried && (waiting, dead) == (1, 0)).then_some(())
        });
        // What waits outlives the node.
        north.kill_node_and_restart();
        server.behave("ok");
        if behaviour == "gone" {
            server.start();
        }
        let letters = server.until_letters(if behaviour == "gone" { 1 } else { number });
        assert!(!letters.is_empty());
        until("nothing waits", || (state(north) == (0, 0)).then_some(()));
        if behaviour == "hang" {
            // The next server begins to count anew.
            for number in 1..=number {
                fs::remove_file(server.folder.join(format!("{number:03}.eml"))).unwrap();
            }
        }
    }

    // Refused for good: given up, shown by the doctor, tried again when an officer says so.
    server.behave("never");
    propose(north, "once more").unwrap();
    until("it is given up", || (state(north) == (0, 1)).then_some(()));
    let doctor = north.command(&["doctor", "--json"]).output().unwrap();
    let doctor: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let told = doctor["findings"].as_array().unwrap().iter();
    let told: Vec<&Value> = told.filter(|one| one["what"] == "mail").collect();
    assert!(told.iter().any(|one| one["verdict"] == "bad"), "{doctor}");
    assert!(doctor.to_string().contains("no such mailbox"), "{doctor}");
    server.behave("ok");
    assert_eq!(
        code(north.run_as("duty", &["mail", "retry"])),
        "role-missing"
    );
    let retried = north.run_as("administrator", &["mail", "retry"]).unwrap();
    assert_eq!(retried["letters"], 1);
    until("it went", || (state(north) == (0, 0)).then_some(()));
}

#[test]
fn with_facts_calendars_are_asked_and_called_off_over_tls() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &PEOPLE);
    let (north, south) = (&pair.north, &pair.south);
    // An authority of the office's own.
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    fs::write(&certificate, pem("CERTIFICATE", made.cert.der())).unwrap();
    fs::write(&key, pem("PRIVATE KEY", &made.signing_key.serialize_der())).unwrap();
    let server = Server::new(
        &python,
        dir.path().join("mail"),
        Some((certificate.clone(), key)),
    );
    fs::write(north.dir.join("smtp.pass"), format!("{PASSPHRASE}\n")).unwrap();
    fs::copy(&certificate, north.dir.join("authority.pem")).unwrap();
    let login = "username = \"detente\"\npassword_file = \"smtp.pass\"\nfacts = true\n";

    // A server that nobody vouches for gets nothing, and neither does one without TLS.
    set_up(north, &server, "starttls", login);
    addressed(north);
    let contact = text_of(&propose(north, "security guarantees").unwrap(), "/contact").unwrap();
    until("it was tried and waits", || {
        let doctor = north.command(&["doctor"]).output().unwrap();
        let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
        (told.contains("tried") && state(north) == (1, 0)).then_some(())
    });
    assert_eq!((server.asked(), server.letters().len()), (0, 0));
    let authority = format!("{login}authority_file = \"authority.pem\"\n");
    set_up(north, &server, "starttls", &authority);

    let asked = &server.until_letters(1)[0];
    assert_eq!(asked["defects"], json!([]));
    assert_eq!(asked["type"], "multipart/alternative");
    let calendar = &asked["calendar"];
    assert_eq!(calendar["method"], "REQUEST");
    assert_eq!(calendar["header_method"], "REQUEST");
    assert_eq!(
        calendar["charset"].as_str().unwrap().to_lowercase(),
        "utf-8"
    );
    assert_eq!(calendar["organizer"], "mailto:detente@north.example");
    assert_eq!(calendar["attendee"], "mailto:duty@north.example");
    assert_eq!(calendar["start"], "2031-05-06T12:00:00+00:00");
    assert_eq!(calendar["status"], "TENTATIVE");
    let text = asked["text"].as_str().unwrap();
    assert!(
        text.contains("State: proposed") && text.contains("Medium: phone-call"),
        "{text}"
    );

    // Agreed, then cancelled: one event, each time a later sequence.
    until("South accepts", || {
        south
            .run_as("sherpa", &["contact", "accept", &contact])
            .ok()
    });
    // Those in the offices who didn't do it: here both.
    let to_duty = |letters: &[Value]| -> Vec<Value> {
        let mut of = letters.to_vec();
        of.retain(|letter| letter["to"] == "duty@north.example");
        of
    };
    let until_status = |status: &str| {
        until(&format!("a letter says {status}"), || {
            let letters = to_duty(&server.letters());
            let last = letters.last()?.clone();
            (last["calendar"]["status"] == status).then_some(last)
        })
    };
    let agreed = until_status("CONFIRMED");
    until("North cancels", || {
        let args = ["contact", "cancel", &contact, "--reason", "illness"];
        north.run_as("sherpa", &args).ok()
    });
    let cancelled = until_status("CANCELLED");
    assert_eq!(cancelled["calendar"]["method"], "CANCEL");
    assert_eq!(cancelled["calendar"]["header_method"], "CANCEL");
    let sequence = |letter: &Value| letter["calendar"]["sequence"].as_u64().unwrap();
    let sequences = [asked, &agreed, &cancelled].map(sequence);
    assert!(sequences.is_sorted_by(|a, b| a < b), "{sequences:?}");
    for letter in [&agreed, &cancelled] {
        assert_eq!(letter["calendar"]["uid"], calendar["uid"]);
    }
    let raw: String = server.letters().iter().map(ToString::to_string).collect();
    for tells in [contact.as_str(), "illness", "security guarantees"] {
        assert!(!raw.contains(tells), "{tells}");
    }
}
