//! The archive by its links alone.

use super::{LANGUAGES, Site, full, settings};
use crate::app::ARCHIVE_PAGE_MAX;
use crate::fixture::{NOW_MS, World};
use domain::Release;
use std::collections::BTreeSet;

#[tokio::test]
async fn the_archive_leads_to_everything() {
    let (mut world, names) = full();
    world.core.set_press_site(settings());
    let site = Site::of(world);
    for (language, _) in LANGUAGES {
        let all = site.get(&format!("{language}/archive")).await;
        let months: Vec<&str> = all
            .split("<li><a href=\"")
            .filter_map(|rest| rest.split('"').next())
            .filter(|href| href.contains("/archive/"))
            .collect();
        assert_eq!(months.len(), 1, "{months:?}");
        assert!(months[0].starts_with(language), "{months:?}");
        let year = months[0].rsplit_once('-').unwrap().0;
        for path in [months[0], year] {
            let page = site.get(path).await;
            let places: Vec<usize> = names
                .iter()
                .map(|name| {
                    page.find(&format!("<h2><a href=\"{language}/releases/{name}\""))
                        .unwrap()
                })
                .collect();
            assert!(
                places.is_sorted_by(|older, newer| older > newer),
                "newest first"
            );
            assert!(!page.contains("older-than"), "{path}: nothing is older");
        }
        let rest = site.get(&format!("{year}?older-than={}", names[1])).await;
        // Another language shows the same page of it.
        let other = format!("href=\"/ru/archive/2030?older-than={}\"", names[1]);
        assert!(rest.contains(&other), "{rest}");
        assert!(rest.contains(&names[0]) && !rest.contains(&format!("/releases/{}\"", names[2])));
        assert!(
            rest.contains(&format!("<a href=\"{year}\">")),
            "back to the newest"
        );
        let empty = site.get(&format!("{language}/archive/1999-05")).await;
        assert!(!empty.contains("<article>"));
    }
}

/// From page to page by the links alone.
#[tokio::test]
async fn the_archive_s_pages_lead_on_until_nothing_is_older() {
    for count in [ARCHIVE_PAGE_MAX, ARCHIVE_PAGE_MAX + 1] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        let mut wanted = BTreeSet::new();
        for number in 0..count {
            let release = Release {
                title: format!("Readout {number}"),
                ..world.readout(contact)
            };
            wanted.insert(world.publish(&release, NOW_MS - i64::try_from(number).unwrap()));
        }
        let site = Site::of(world);
        let mut path = "/fr/archive/2030-03".to_owned();
        let (mut found, mut pages) = (BTreeSet::new(), 0);
        loop {
            let page = site.get(&path).await;
            pages += 1;
            let links = page.split("<h2><a href=\"/fr/releases/").skip(1);
            let names: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
            assert!(names.len() <= ARCHIVE_PAGE_MAX, "{path}");
            found.extend(names.iter().map(|name| (*name).to_owned()));
            let Some((_, rest)) = page.split_once("rel=\"next\" href=\"") else {
                break;
            };
            path = rest.split('"').next().unwrap().to_owned();
        }
        assert_eq!(found, wanted);
        assert_eq!(pages, count.div_ceil(ARCHIVE_PAGE_MAX));
    }
}
