//! Data folders of all kinds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test may fail")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use guanxi_cluster::{Cluster, ClusterError, Options, Role};
use support::{Holder, Home, read_row, wait_for, write_row};

#[test]
fn holder() {
    support::hold();
}

fn open(data: &Path) -> Result<Cluster, ClusterError> {
    Cluster::open(Options::new(data, Role::Command))
}

#[test]
fn a_long_path_with_odd_letters() {
    let home = Home::new();
    let data = home.root().join("客户 关系, \"管理\" 's").join("x".repeat(100)).join("data");
    let cluster = open(&data).unwrap();
    assert!(cluster.url().contains("host=%2Ftmp%2Fguanxi-"), "{}", cluster.url());
    write_row(&cluster);
    let again = open(&data).unwrap();
    assert!(again.attached());
    assert_eq!(read_row(&again), "关系");
    let host = again.url().split("%2Ftmp%2F").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let folder = Path::new("/tmp").join(host);
    assert!(folder.is_dir());
    drop((cluster, again));
    assert!(!folder.exists(), "nothing stays in /tmp");
}

#[test]
fn a_short_path_with_odd_letters() {
    let home = Home::new();
    let data = home.root().join("数据, \"a\" 's");
    let cluster = open(&data).unwrap();
    assert!(cluster.url().contains("%2Frun&port="), "{}", cluster.url());
    write_row(&cluster);
    assert_eq!(read_row(&open(&data).unwrap()), "关系");
}

#[test]
fn a_relative_path() {
    let home = Home::new();
    let absolute = home.data();
    let up = std::env::current_dir().unwrap().components().skip(1).map(|_| "..").collect::<Vec<_>>().join("/");
    let relative = Path::new(&up).join(absolute.strip_prefix("/").unwrap());
    let cluster = open(&relative).unwrap();
    assert!(open(&absolute).unwrap().attached(), "the same folder by another name");
    drop(cluster);
}

#[test]
fn a_folder_of_another_version_is_explained() {
    let home = Home::new();
    let version = home.open(Role::Command).unwrap().pgdata().join("PG_VERSION");
    let right = fs::read_to_string(&version).unwrap();
    fs::write(&version, "99\n").unwrap();
    let error = home.open(Role::Command).unwrap_err();
    match &error {
        ClusterError::VersionMismatch { made_by: 99, found, .. } => {
            assert!(found.contains(&right.trim().parse().unwrap()), "{found:?}");
        }
        other => panic!("{other}"),
    }
    let text = error.to_string();
    assert!(text.contains("made by PostgreSQL 99, only") && text.contains("install postgresql-99"), "{text}");
    fs::write(&version, right).unwrap();
    home.open(Role::Command).expect("nothing was harmed");
}

#[test]
fn what_is_not_a_cluster_is_not_touched() {
    let home = Home::new();
    let photo = home.data().join("postgres/photo.jpg");
    fs::create_dir_all(photo.parent().unwrap()).unwrap();
    fs::write(&photo, "x").unwrap();
    let error = home.open(Role::Server).unwrap_err();
    assert!(matches!(error, ClusterError::NotACluster { .. }), "{error}");
    assert_eq!(fs::read_dir(photo.parent().unwrap()).unwrap().count(), 1);
    // The failed attempt holds nothing.
    fs::remove_file(&photo).unwrap();
    home.open(Role::Server).expect("an empty folder is as good as none");
}

fn unfinished(data: &Path) -> Vec<String> {
    fs::read_dir(data)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".init-"))
        .collect()
}

#[test]
fn a_kill_while_the_cluster_is_made_leaves_nothing_half_made() {
    let home = Home::new();
    let mut maker = Holder::spawn(&home.data(), Role::Server);
    // `initdb` is at work as soon as it has written its first file.
    wait_for("initdb", || {
        unfinished(&home.data()).iter().any(|name| home.data().join(name).join("PG_VERSION").exists())
    });
    maker.kill().unwrap();
    maker.wait().unwrap();
    assert!(!home.data().join("postgres").exists());
    let cluster = home.open(Role::Server).unwrap();
    assert!(!cluster.attached());
    write_row(&cluster);
    assert_eq!(read_row(&cluster), "关系");
    assert_eq!(unfinished(&home.data()), [""; 0]);
}

#[test]
fn an_administrators_link_is_followed() {
    let home = Home::new();
    let (data, disk) = (home.data(), home.root().join("fast-disk"));
    fs::create_dir(&data).unwrap();
    fs::create_dir(&disk).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(&disk, data.join("postgres")).unwrap();
    let cluster = home.open(Role::Server).unwrap();
    assert_eq!(cluster.pgdata(), disk.canonicalize().unwrap());
    assert!(data.join("postgres").is_symlink());
    write_row(&cluster);
    drop(cluster);
    assert_eq!(read_row(&home.open(Role::Server).unwrap()), "关系");
}

/// As root PostgreSQL runs as another user, who cannot enter; an ordinary user simply can.
#[test]
fn a_private_folder_works_for_root_too() {
    let home = Home::new();
    fs::set_permissions(home.root(), fs::Permissions::from_mode(0o700)).unwrap();
    let cluster = home.open(Role::Server).unwrap();
    let pgdata = cluster.pgdata().to_owned();
    write_row(&cluster);
    drop(cluster);
    let cluster = home.open(Role::Server).unwrap();
    assert_eq!((cluster.pgdata(), read_row(&cluster).as_str()), (&*pgdata, "关系"));
    drop(cluster);
    if nix::unistd::geteuid().is_root() {
        assert!(pgdata.starts_with("/var/lib/guanxi"));
        // Moved, it is found; copied, it is refused, as two data folders would share one database.
        let moved = home.root().join("moved");
        fs::rename(home.data(), &moved).unwrap();
        assert_eq!(read_row(&open(&moved).unwrap()), "关系");
        fs::create_dir(home.data()).unwrap();
        std::os::unix::fs::symlink(&pgdata, home.data().join("postgres")).unwrap();
        assert!(matches!(open(&home.data()), Err(ClusterError::BelongsToAnother { .. })));
        fs::remove_dir_all(&pgdata).unwrap();
        fs::remove_dir_all(pgdata.with_extension("run")).unwrap();
        fs::remove_file(pgdata.with_extension("owner")).unwrap();
    } else {
        assert_eq!(pgdata, home.data().canonicalize().unwrap().join("postgres"));
    }
}

/// A cluster that root could use yesterday is not replaced by an empty one elsewhere today.
#[test]
fn a_folder_that_became_private_is_not_forgotten() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    write_row(&cluster);
    drop(cluster);
    fs::set_permissions(home.root(), fs::Permissions::from_mode(0o700)).unwrap();
    match home.open(Role::Server) {
        Ok(cluster) => assert_eq!(read_row(&cluster), "关系"),
        Err(ClusterError::OutOfReach { .. }) => assert!(nix::unistd::geteuid().is_root()),
        Err(other) => panic!("{other}"),
    }
    fs::set_permissions(home.root(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(read_row(&home.open(Role::Server).unwrap()), "关系");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let home = Home::new();
    let file = home.root().join("file");
    fs::write(&file, "x").unwrap();
    let error = open(&file.join("data")).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
    let error = open(&file).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
}
