//! Answers as tables; a side set up from a file of them; the unit as systemd's own tools read it.

use super::answers::{check_address, check_host, check_name, check_ports, check_tls};
use super::*;
use crate::{
    Exit, PassphraseSource, Questions,
    home::{SideFile, read_toml},
    press_file::PressFile,
    push_file::PushFile,
    tls_file::TlsFile,
};
use std::{fs, net::IpAddr, process::Command};

fn context(dir: &Path) -> Context {
    let mut context = Context::new(dir);
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
    context
}

#[test]
fn each_answer_is_taken_or_says_why_not() {
    let long = format!("{}.example", "a".repeat(64));
    let fits = |answer: Result<String, String>| answer.is_ok();
    for (text, taken) in [
        ("North", true),
        ("", false),
        (" ", false),
        ("a\nb", false),
        (&"n".repeat(answers::NAME_BYTES_MAX - 1), true),
        (&"n".repeat(answers::NAME_BYTES_MAX), true),
        (&"n".repeat(answers::NAME_BYTES_MAX + 1), false),
    ] {
        assert_eq!(fits(check_name(text)), taken, "{text}");
    }
    for (text, taken) in [
        ("desk.north.example", true),
        ("DESK.north.example.", true),
        ("localhost", true),
        ("north.localhost", true),
        ("https://desk.north.example", false),
        ("desk.north.example/desk", false),
        ("desk.north.example:443", false),
        ("192.0.2.1", false),
        ("2001:db8::1", false),
        ("", false),
        ("a..b", false),
        ("-a.example", false),
        ("a_b.example", false),
        (&long, false),
        (&long[1..], true),
    ] {
        assert_eq!(fits(check_host(text)), taken, "{text}");
    }
    for (bytes, taken) in [
        (answers::HOST_BYTES_MAX - 1, true),
        (answers::HOST_BYTES_MAX, true),
        (answers::HOST_BYTES_MAX + 1, false),
    ] {
        // Labels of one letter, and dots between.
        let host: String = "a.".repeat(bytes).chars().take(bytes).collect();
        let host = match host.ends_with('.') {
            true => format!("{}a", &host[..bytes - 1]).replacen("a.a", "aaa", 1),
            false => host,
        };
        assert_eq!(host.len(), bytes);
        assert_eq!(fits(check_host(&host)), taken, "{bytes}");
    }
    for (text, host, taken) in [
        ("192.0.2.10", "desk.north.example", true),
        ("2001:db8::1", "desk.north.example", true),
        ("127.0.0.1", "localhost", true),
        ("127.0.0.1", "desk.north.example", false),
        ("0.0.0.0", "localhost", false),
        ("224.0.0.1", "desk.north.example", false),
        ("desk.north.example", "desk.north.example", false),
        ("", "localhost", false),
    ] {
        assert_eq!(check_address(text, host).is_ok(), taken, "{text} {host}");
    }
    let usual = Ports::default();
    for (ports, taken) in [
        (usual, true),
        (Ports { line: 0, ..usual }, false),
        (Ports { http: 443, ..usual }, false),
        (
            Ports {
                media: 7481,
                ..usual
            },
            false,
        ),
        // TCP and UDP have numbers of their own.
        (Ports { line: 443, ..usual }, true),
    ] {
        assert_eq!(check_ports(&ports).is_ok(), taken, "{ports:?}");
    }
}

const NOW_MS: i64 = 1_900_000_000_000;
const HOST: &str = "desk.north.example";

/// A free port, so that only the answer can be wrong.
fn port() -> u16 {
    crate::demo::free_ports::free_port().unwrap()
}

#[test]
fn where_tls_ends_is_checked_at_once() {
    let here: IpAddr = "127.0.0.1".parse().unwrap();
    let there: IpAddr = "192.0.2.10".parse().unwrap();
    for (text, host, taken) in [
        ("none", "localhost", true),
        ("none", HOST, false),
        ("proxy", HOST, true),
        ("acme admin@north.example", HOST, true),
        ("acme admin@north.example", "localhost", false),
        ("acme admin", HOST, false),
        ("acme", HOST, false),
        ("files", HOST, false),
        ("files /missing/a.pem /missing/b.pem", HOST, false),
        ("perhaps", HOST, false),
        ("", HOST, false),
    ] {
        let answer = check_tls(text, host, there, port(), NOW_MS);
        assert_eq!(answer.is_ok(), taken, "{text} {host}: {answer:?}");
    }
    let holder = std::net::TcpListener::bind((here, port())).unwrap();
    let held = holder.local_addr().unwrap().port();
    let refused = check_tls("acme a@b.example", HOST, here, held, NOW_MS).unwrap_err();
    assert!(refused.contains("is held by something else"), "{refused}");
}

#[test]
fn a_certificate_is_looked_at_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec![HOST.into()]).unwrap();
    let other = rcgen::generate_simple_self_signed(vec![HOST.into()]).unwrap();
    let foreign = rcgen::generate_simple_self_signed(vec!["south.example".into()]).unwrap();
    let write = |name: &str, text: String| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let key = write("key.pem", made.signing_key.serialize_pem());
    for (chain, key, says) in [
        (made.cert.pem(), &key, None),
        (
            other.cert.pem(),
            &key,
            Some("isn't that of the certificate"),
        ),
        (
            foreign.cert.pem(),
            &write("foreign.pem", foreign.signing_key.serialize_pem()),
            Some("isn't of desk.north.example"),
        ),
    ] {
        let chain = write("chain.pem", chain);
        let answer = check_tls(
            &format!("files {chain} {key}"),
            HOST,
            "192.0.2.10".parse().unwrap(),
            port(),
            NOW_MS,
        );
        match (answer, says) {
            (Ok(_), None) => {}
            (Err(cause), Some(says)) => assert!(cause.contains(says), "{cause}"),
            (answer, says) => panic!("{answer:?}, {says:?}"),
        }
    }
}

/// Every setting that there is.
fn full(tls: TlsFile) -> SideFile {
    SideFile {
        name: "North \"and\" more".into(),
        http: "127.0.0.1:7480".parse().unwrap(),
        line: "0.0.0.0:7481".parse().unwrap(),
        media: "0.0.0.0:7482".parse().unwrap(),
        media_address: Some("192.0.2.10:7482".parse().unwrap()),
        media_tcp_address: Some("192.0.2.10:443".parse().unwrap()),
        metrics: "127.0.0.1:7489".parse().unwrap(),
        press_url: Some(format!("https://{HOST}")),
        demo: true,
        tls: Some(tls),
        press: PressFile {
            zone: Some("Europe/Moscow".into()),
            other_zone: Some("America/New_York".into()),
            office: Some("press \"service\"".into()),
            address: Some("1 Square\nthe capital".into()),
            mail: Some("press@north.example".into()),
            telephone: Some("+1 555 010 0100".into()),
        },
        push: Some(PushFile {
            services: Some(vec!["push.north.example".into(), "*.example.org".into()]),
            contact: Some("mailto:duty@north.example".into()),
            authority: Some("/push.pem".into()),
            proxy: Some("http://proxy.north.example:3128".into()),
        }),
    }
}

#[test]
fn settings_with_comments_read_back_to_the_same() {
    let address = "0.0.0.0:443".parse().unwrap();
    let kinds = [
        TlsFile::None,
        TlsFile::Proxy,
        TlsFile::Files {
            address,
            certificate: "/a b/chain.pem".into(),
            key: "key.pem".into(),
        },
        TlsFile::Acme {
            address,
            contact: "admin@north.example".into(),
            directory: "https://ca.example/d".into(),
            cache: Some("/cache".into()),
            authority: Some("/authority.pem".into()),
        },
    ];
    for tls in kinds {
        let full = full(tls.clone());
        let bare = SideFile {
            media_address: None,
            media_tcp_address: None,
            press_url: None,
            press: PressFile::default(),
            demo: false,
            push: None,
            ..full.clone()
        };
        for side in [full, bare] {
            let text = with_comments(&side);
            assert_eq!(toml::from_str::<SideFile>(&text).unwrap(), side, "{text}");
        }
        // Whatever can be set is named, also where it isn't set.
        let plain = toml::to_string(&self::full(tls)).unwrap();
        let text = with_comments(&SideFile {
            media_address: None,
            media_tcp_address: None,
            press_url: None,
            press: PressFile::default(),
            push: None,
            ..self::full(kinds_without_options())
        });
        for name in plain
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(name, _)| name)
            .filter(|name| {
                ![
                    "by",
                    "address",
                    "certificate",
                    "key",
                    "contact",
                    "directory",
                    "cache",
                    "authority",
                ]
                .contains(name)
            })
        {
            assert!(text.contains(&format!("{name} = ")), "{name}");
        }
    }
}

fn kinds_without_options() -> TlsFile {
    TlsFile::Acme {
        address: "0.0.0.0:443".parse().unwrap(),
        contact: "a@b.example".into(),
        directory: "https://ca.example/d".into(),
        cache: None,
        authority: None,
    }
}

fn write_answers(dir: &Path, more: &str) -> PathBuf {
    let path = dir.join("answers.toml");
    let folder = dir.join("north");
    let text = format!("name = \"North\"\nhost = \"localhost\"\nfolder = {folder:?}\n{more}");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_side_is_set_up_from_a_file_once() {
    let dir = tempfile::tempdir().unwrap();
    let context = context(&dir.path().join("elsewhere"));
    let answers = write_answers(dir.path(), "[ports]\nhttp = 7580\n");
    let args = SetupArgs {
        answers: Some(answers.clone()),
        replace_settings: false,
    };
    let done = run(&context, &args).unwrap();
    assert_eq!(done.dir, dir.path().join("north"));
    assert_eq!(done.public_url, "http://localhost:7580");
    assert_eq!(done.routes, ["127.0.0.1:7481"]);
    let side: SideFile = read_toml(&done.settings).unwrap();
    assert_eq!(side.tls, Some(TlsFile::None));
    assert!(side.demo, "weak keys are a demonstration's");
    assert!(
        fs::read_to_string(&done.unit)
            .unwrap()
            .contains("ExecStart=")
    );
    assert!(Home::at(&done.dir).credentials().is_ok());
    // Again: nothing is overwritten unless told.
    let again = run(&context, &args).unwrap_err();
    assert_eq!((again.exit, again.code.as_str()), (Exit::Usage, "answer"));
    assert!(
        again.cause.contains("--replace-settings"),
        "{}",
        again.cause
    );
    let before = fs::read_to_string(&done.settings).unwrap();
    write_answers(dir.path(), "[ports]\nhttp = 7680\n");
    let told = SetupArgs {
        replace_settings: true,
        ..args.clone()
    };
    let keys = fs::read(done.dir.join("keys/node.key")).unwrap();
    let replaced = run(&context, &told).unwrap();
    assert_eq!(replaced.public_url, "http://localhost:7680");
    assert_eq!(fs::read_to_string(done.dir.join(BEFORE)).unwrap(), before);
    assert_eq!(fs::read(done.dir.join("keys/node.key")).unwrap(), keys);
    // A route is signed: another one isn't a setting.
    write_answers(dir.path(), "[ports]\nline = 7999\n");
    let refused = run(&context, &told).unwrap_err();
    assert_eq!(refused.code, "signed-already");
}

/// The longest name that is taken is one that a charter takes, and no longer one is.
#[test]
fn a_side_with_the_longest_name_is_founded() {
    let dir = tempfile::tempdir().unwrap();
    for (length, fits) in [
        (answers::NAME_BYTES_MAX, true),
        (answers::NAME_BYTES_MAX + 1, false),
    ] {
        let context = context(&dir.path().join(length.to_string()));
        let founded = side::init(&context, &InitArgs::local(&"n".repeat(length)));
        assert_eq!(founded.is_ok(), fits, "{length}");
    }
}

#[test]
fn a_file_of_answers_that_doesnt_fit_says_which_and_why() {
    let dir = tempfile::tempdir().unwrap();
    let context = context(dir.path());
    let path = dir.path().join("answers.toml");
    for (text, code, says) in [
        ("name = \"\"\nhost = \"localhost\"", "answer", "name: "),
        ("name = \"N\"\nhost = \"a b\"", "answer", "host: "),
        (
            "name = \"N\"\nhost = \"x.example\"\naddress = \"127.0.0.1\"",
            "answer",
            "address: ",
        ),
        (
            "name = \"N\"\nhost = \"x.example\"\naddress = \"192.0.2.1\"",
            "answer",
            "tls: ",
        ),
        (
            "name = \"N\"\nhost = \"localhost\"\n[ports]\nline = 0",
            "answer",
            "ports: ",
        ),
        ("host = \"localhost\"", "settings", "name"),
        (
            "name = \"N\"\nhost = \"localhost\"\ncolour = 1",
            "settings",
            "colour",
        ),
    ] {
        fs::write(&path, text).unwrap();
        let args = SetupArgs {
            answers: Some(path.clone()),
            replace_settings: false,
        };
        let refused = run(&context, &args).unwrap_err();
        assert_eq!(refused.code, code, "{text}: {}", refused.cause);
        assert!(refused.cause.contains(says), "{}", refused.cause);
        assert!(!Home::at(dir.path()).has_side(), "nothing was written");
    }
    let asked = run(&context, &SetupArgs::default()).unwrap_err();
    assert_eq!(asked.code, "answers-wanted");
}

#[test]
fn a_side_that_others_reach_binds_every_address_and_tells_its_own() {
    let answers = Answers {
        name: "North".into(),
        host: HOST.into(),
        address: "192.0.2.10".parse().unwrap(),
        tls: TlsAnswer::Acme {
            contact: "admin@north.example".into(),
        },
        folder: "/var/lib/detente".into(),
        ports: Ports::default(),
    };
    let init = answers.init(Path::new("/var/lib/detente"));
    let side = answers.settings(&init);
    assert_eq!(init.route, ["desk.north.example:7481"]);
    assert_eq!(side.http.to_string(), "127.0.0.1:7480");
    assert_eq!(side.line.to_string(), "0.0.0.0:7481");
    assert_eq!(side.media.to_string(), "0.0.0.0:7482");
    assert_eq!(side.media_address.unwrap().to_string(), "192.0.2.10:7482");
    assert_eq!(side.public_url(), "https://desk.north.example");
    let ending = tls_file::ending(&side, Path::new("/var/lib/detente"), false).unwrap();
    assert_eq!(ending.here.unwrap().address.to_string(), "0.0.0.0:443");
    let by_proxy = Answers {
        tls: TlsAnswer::Proxy,
        ..answers
    };
    let init = by_proxy.init(Path::new("/d"));
    assert_eq!(
        init.route,
        ["192.0.2.10:7481"],
        "the name may be the proxy's"
    );
}

fn units() -> Vec<(&'static str, Unit)> {
    let unit = |dir: &str, takes_low_ports| Unit {
        name: "North 100%".into(),
        program: "/bin/true".into(),
        dir: dir.into(),
        takes_low_ports,
    };
    vec![
        ("state", unit("/var/lib/detente/north", true)),
        ("elsewhere", unit("/srv/a folder/north", false)),
        (
            "home",
            unit(&["", "home", "somebody", "north"].join("/"), false),
        ),
    ]
}

#[test]
fn a_unit_is_installed_where_the_package_brought_none() {
    let steps = |is_packaged| {
        next(
            Path::new("/srv/north"),
            Path::new("/srv/north/detente.service"),
            is_packaged,
        )
        .join("\n")
    };
    let enabled = "sudo systemctl enable --now detente";
    assert!(steps(true).contains(enabled) && !steps(true).contains("/srv/north/detente.service"));
    let installed =
        format!("install -m 644 /srv/north/detente.service /etc/systemd/system/ && {enabled}");
    assert!(steps(false).contains(&installed));
}

/// Also what the package carries is what the program writes.
#[test]
fn the_packages_unit_is_the_programs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("debian/detente.service");
    if std::env::var_os("DETENTE_WRITE_UNIT").is_some() {
        fs::write(&path, Unit::packaged().text()).unwrap();
    }
    let file = fs::read_to_string(&path).unwrap();
    assert_eq!(
        file,
        Unit::packaged().text(),
        "write it anew: DETENTE_WRITE_UNIT=1 cargo test the_packages_unit"
    );
}

/// Points of exposure, of 100, above which a unit allows too much: systemd's own "OK" ends at 49.
const EXPOSURE_MAX: &str = "25";

#[test]
fn systemds_own_tools_take_the_unit() {
    let dir = tempfile::tempdir().unwrap();
    let analyze = |args: &[&str]| Command::new("systemd-analyze").args(args).output();
    if analyze(&["--version"]).is_err() {
        println!("systemd-analyze isn't here: the units were read by nobody");
        return;
    }
    for (name, unit) in units() {
        let path = dir.path().join(format!("detente-{name}.service"));
        fs::write(&path, unit.text()).unwrap();
        let path = path.to_str().unwrap();
        let verified = analyze(&["verify", "--man=no", path]).unwrap();
        let said = String::from_utf8_lossy(&verified.stderr);
        // About other units of this machine it may say what it likes.
        let of_ours: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("detente-"))
            .collect();
        assert!(of_ours.is_empty(), "{name}: {of_ours:?}");
        let secure = analyze(&[
            "security",
            "--offline=yes",
            "--no-pager",
            "--threshold",
            EXPOSURE_MAX,
            path,
        ]);
        let secure = secure.unwrap();
        assert!(
            secure.status.success(),
            "{name}: {}{}",
            String::from_utf8_lossy(&secure.stdout),
            String::from_utf8_lossy(&secure.stderr)
        );
    }
}
