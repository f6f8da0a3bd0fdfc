//! Tests of a side's directory.

use super::*;
use crate::{PassphraseSource, Questions};
use identity::{Role, SideId};

fn context(dir: &Path) -> Context {
    let mut context = Context::new(dir);
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(Zeroizing::new("passphrase".into()));
    context
}

fn device(name: &str, roles: &[Role], home: &Home) -> DeviceName {
    let keys = DeviceKeys::generate(SideId([1; 16]), PersonId([2; 16])).unwrap();
    let name: DeviceName = name.parse().unwrap();
    let file = DeviceFile {
        node: "http://127.0.0.1:1".into(),
        device: keys.device(),
        person: keys.person,
        roles: roles.iter().map(|role| role.name().into()).collect(),
        side_credentials: String::new(),
        line_credentials: None,
    };
    home.write_device(&name, &file).unwrap();
    name
}

#[test]
fn names_of_devices_are_file_names_and_nothing_more() {
    let limit = "x".repeat(DEVICE_NAME_CHARS_MAX);
    for (name, fits) in [
        ("sherpa", true),
        ("duty-officer_2", true),
        ("", false),
        ("-rf", false),
        ("a/b", false),
        ("..", false),
        ("a.key", false),
        ("é", false),
        (&limit[1..], true),
        (&limit, true),
        (&format!("{limit}x"), false),
    ] {
        assert_eq!(name.parse::<DeviceName>().is_ok(), fits, "{name}");
    }
}

#[test]
fn settings_survive_and_everything_is_private() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(&dir.path().join("north"));
    home.prepare().unwrap();
    assert!(!home.has_side());
    let side = SideFile {
        name: "North".into(),
        http: "0.0.0.0:7480".parse().unwrap(),
        line: "192.0.2.1:7481".parse().unwrap(),
        media: "0.0.0.0:7482".parse().unwrap(),
        media_address: Some("192.0.2.1:7482".parse().unwrap()),
        media_tcp_address: None,
        metrics: "127.0.0.1:7489".parse().unwrap(),
        press_url: None,
        demo: false,
        tls: None,
        press: PressFile {
            zone: Some("Europe/Moscow".into()),
            address: Some("1 Square\nthe capital".into()),
            ..PressFile::default()
        },
        push: None,
    };
    home.write_side(&side).unwrap();
    assert!(home.has_side());
    assert_eq!(home.side().unwrap(), side);
    assert_eq!(side.node_url(), "http://127.0.0.1:7480");
    assert_eq!(
        private_file::mode(&home.dir().join("side.toml")),
        Some(private_file::FILE_MODE)
    );
    for dir in ["", "keys", "charter", "devices"] {
        assert_eq!(
            private_file::mode(&home.dir().join(dir)),
            Some(private_file::DIR_MODE),
            "{dir}"
        );
    }
    let damaged = "name = \"North\"\nsurprise = 1\n";
    std::fs::write(home.dir().join("side.toml"), damaged).unwrap();
    assert_eq!(home.side().unwrap_err().code, "settings");
}

#[test]
fn key_files_open_for_their_purpose_with_the_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let context = context(dir.path());
    let home = context.home();
    home.prepare().unwrap();
    let keys = DeviceKeys::generate(SideId([1; 16]), PersonId([2; 16])).unwrap();
    let passphrase = context.new_passphrase("keys").unwrap();
    let path = home.side_key_path(KeyPurpose::Node);
    home.store_keys(&context, &path, &keys, KeyPurpose::Node, &passphrase)
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
    let read = home.load_side_keys(&context, KeyPurpose::Node).unwrap();
    assert_eq!(read.device(), keys.device());
    std::fs::copy(&path, home.side_key_path(KeyPurpose::Seal)).unwrap();
    let error = home.load_side_keys(&context, KeyPurpose::Seal).unwrap_err();
    assert_eq!(error.code, "key-file");
}

#[test]
fn the_only_fitting_device_is_taken_and_two_are_asked_about() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    home.prepare().unwrap();
    let sherpa = device("sherpa", &[Role::Sherpa], &home);
    device("press", &[Role::PressOfficer], &home);
    let wanted = RoleSet::empty().with(Role::Sherpa).with(Role::Principal);
    assert_eq!(home.choose_device(None, wanted), Ok(sherpa.clone()));
    let leader = device("leader", &[Role::Principal], &home);
    let error = home.choose_device(None, wanted).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.exit),
        ("which-device", crate::Exit::Usage)
    );
    assert!(error.cause.contains("leader, sherpa"));
    assert_eq!(home.choose_device(Some(&leader), wanted), Ok(leader));
    let duty = RoleSet::empty().with(Role::DutyOfficer);
    assert_eq!(
        home.choose_device(None, duty).unwrap_err().code,
        "no-such-device"
    );
    let unknown = "nobody".parse().unwrap();
    assert_eq!(
        home.choose_device(Some(&unknown), duty).unwrap_err().code,
        "no-such-device"
    );
}

#[test]
fn names_of_people_stay_here() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    home.prepare().unwrap();
    assert!(home.people().unwrap().is_empty());
    let label = PersonLabel {
        name: "sherpa".into(),
        person: PersonId([3; 16]),
    };
    home.remember_person(DeviceId([4; 16]), label.clone())
        .unwrap();
    assert_eq!(home.people().unwrap().get(&"04".repeat(16)), Some(&label));
}
