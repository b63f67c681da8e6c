//! An import in the making: one at a time, invisible until it is whole.
//!
//! A lock file keeps a second import waiting. What a killed import left behind is removed by the
//! next one. The commit syncs every file and then renames one folder.

use super::IMPORTS;
use super::manifest::{ImportRecord, folder_name, numbers};
use crate::error::{Error, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The folder of an import that is not committed yet.
#[derive(Debug)]
pub struct Staging {
    lake_dir: PathBuf,
    id: i64,
    is_committed: bool,
    // Held until the end: the lock goes with the file.
    _lock: File,
}

impl Staging {
    /// Takes the lake's lock, clears what a killed import left, and makes the folders.
    ///
    /// `waiting` is called once if another import holds the lock.
    pub fn begin(lake_dir: &Path, waiting: impl FnOnce()) -> Result<Self> {
        make_dir(lake_dir)?;
        let lock = lock(&lake_dir.join("lock"), waiting)?;
        let staging = lake_dir.join("staging");
        if staging.exists() {
            std::fs::remove_dir_all(&staging).map_err(|cause| Error::io("cannot clear the folder", &staging, &cause))?;
        }
        make_dir(&lake_dir.join(IMPORTS))?;
        let id = numbers(lake_dir)?.last().map_or(1, |last| last + 1);
        let staging = Self { lake_dir: lake_dir.to_path_buf(), id, is_committed: false, _lock: lock };
        make_dir(&staging.dir())?;
        make_dir(&staging.work_dir())?;
        Ok(staging)
    }

    /// The number that the import will have.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Where the import's own files are to be written.
    pub fn dir(&self) -> PathBuf {
        self.lake_dir.join("staging").join(folder_name(self.id))
    }

    /// Where files may lie that are needed only while the import is made.
    pub fn work_dir(&self) -> PathBuf {
        self.lake_dir.join("staging").join("work")
    }

    /// Makes the import visible, all at once.
    pub fn commit(mut self, record: &ImportRecord) -> Result<PathBuf> {
        let dir = self.dir();
        record.write(&dir)?;
        let tables = ["cases", "events", "rejects", "signatures", "timelines"].map(|table| record_file(&dir, table));
        for file in tables.into_iter().chain([dir.join(super::manifest::FILE)]) {
            File::open(&file)
                .and_then(|file| own(&file).and_then(|()| file.sync_all()))
                .map_err(|cause| Error::io("cannot bring to disk", &file, &cause))?;
        }
        sync_dir(&dir);
        let target = self.lake_dir.join(IMPORTS).join(folder_name(self.id));
        std::fs::rename(&dir, &target).map_err(|cause| Error::io("cannot put the import in its place", &target, &cause))?;
        sync_dir(&self.lake_dir.join(IMPORTS));
        self.is_committed = true;
        Ok(target)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Whatever cannot be removed now is removed by the next import.
        let _ = std::fs::remove_dir_all(self.lake_dir.join("staging"));
        if !self.is_committed {
            // A lake that this import would have begun leaves nothing behind.
            let _ = std::fs::remove_dir(self.lake_dir.join(IMPORTS));
        }
    }
}

fn record_file(dir: &Path, table: &str) -> PathBuf {
    dir.join(format!("{table}.parquet"))
}

fn lock(file: &Path, waiting: impl FnOnce()) -> Result<File> {
    let told = |cause: &std::io::Error| Error::io("cannot lock the lake", file, cause);
    let lock = File::options().create(true).truncate(false).write(true).open(file).map_err(|cause| told(&cause))?;
    match lock.try_lock() {
        Ok(()) => return Ok(lock),
        Err(TryLockError::WouldBlock) => waiting(),
        Err(TryLockError::Error(cause)) => return Err(told(&cause)),
    }
    lock.lock().map_err(|cause| told(&cause))?;
    Ok(lock)
}

/// A folder that only its owner may look into.
fn make_dir(dir: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|cause| Error::io("cannot make the folder", dir, &cause))
}

/// Makes a file readable by its owner alone.
fn own(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

/// Where a folder itself cannot be synced (not every system can), its files still are.
fn sync_dir(dir: &Path) {
    let _ = File::open(dir).and_then(|dir| dir.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::{Mode, Stands, read_imports, untried};
    use crate::time::Instant;

    fn a_record(id: i64) -> ImportRecord {
        ImportRecord {
            id,
            source: "crm".into(),
            sources: vec!["crm".into()],
            mode: Mode::Snapshot,
            imported_at: Instant(1_767_225_600_000_000),
            time_zone: "UTC".into(),
            feeds: vec!["cases".into()],
            reports: vec![],
            files: vec![],
            mapping_sha256: "00".into(),
            quality: vec![],
            latest_at: None,
            stands: None,
            replaces: Vec::new(),
            turn: None,
            statement: 0,
            dir: PathBuf::new(),
        }
    }

    fn write_tables(staging: &Staging) {
        for table in ["cases", "events", "rejects", "signatures", "timelines"] {
            std::fs::write(record_file(&staging.dir(), table), "x").unwrap();
        }
    }

    fn commit(lake: &tempfile::TempDir, record: &ImportRecord) {
        let staging = Staging::begin(lake.path(), || ()).unwrap();
        write_tables(&staging);
        staging.commit(record).unwrap();
    }

    fn lake_of(records: impl IntoIterator<Item = ImportRecord>) -> tempfile::TempDir {
        let lake = tempfile::tempdir().unwrap();
        records.into_iter().for_each(|record| commit(&lake, &record));
        lake
    }

    /// The imports that count, each with its place.
    fn places(lake: &tempfile::TempDir) -> Vec<(i64, i64)> {
        read_imports(lake.path()).unwrap().iter().map(|record| (record.id, record.statement)).collect()
    }

    #[test]
    fn an_import_appears_whole_and_with_the_next_number() {
        let lake = tempfile::tempdir().unwrap();
        for id in [1, 2] {
            let staging = Staging::begin(lake.path(), || panic!("nobody else imports")).unwrap();
            assert_eq!(staging.id(), id);
            write_tables(&staging);
            assert_eq!(read_imports(lake.path()).unwrap().len() as i64, id - 1);
            staging.commit(&a_record(id)).unwrap();
        }
        let records = read_imports(lake.path()).unwrap();
        assert_eq!(records.iter().map(|record| record.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(records[0], ImportRecord { statement: 1, dir: lake.path().join("imports/000001"), ..a_record(1) });
        assert!(!lake.path().join("staging").exists());
    }

    #[test]
    fn what_a_killed_import_left_is_cleared_and_what_was_given_up_is_gone() {
        let lake = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(lake.path().join("staging/000001")).unwrap();
        std::fs::write(lake.path().join("staging/000001/cases.parquet"), "half").unwrap();
        let staging = Staging::begin(lake.path(), || ()).unwrap();
        assert_eq!(std::fs::read_dir(staging.dir()).unwrap().count(), 0);
        drop(staging);
        assert!(read_imports(lake.path()).unwrap().is_empty());
        assert!(!lake.path().join("staging").exists());
    }

    #[test]
    fn a_second_import_waits_and_says_so() {
        let lake = tempfile::tempdir().unwrap();
        let first = Staging::begin(lake.path(), || ()).unwrap();
        let (told, heard) = std::sync::mpsc::channel();
        let dir = lake.path().to_path_buf();
        let second = std::thread::spawn(move || Staging::begin(&dir, || told.send(()).unwrap()).unwrap().id());
        heard.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
        drop(first);
        assert_eq!(second.join().unwrap(), 1);
    }

    #[test]
    fn an_older_export_stands_before_the_newer_one_and_a_second_attempt_with_its_own() {
        let stands = [None, None, Some(Stands::Before(2)), Some(Stands::With(1)), None, Some(Stands::Before(2)), Some(Stands::With(1))];
        let lake = lake_of(stands.into_iter().zip(1..).map(|(stands, id)| ImportRecord { stands, ..a_record(id) }));
        // From old to new: 1 (with 4 and 7), 3, 6, 2, 5.
        assert_eq!(places(&lake), [(1, 1), (2, 4), (3, 2), (4, 1), (5, 5), (6, 3), (7, 1)]);
        assert_eq!(untried(&read_imports(lake.path()).unwrap()).map(|import| import.id).collect::<Vec<_>>(), [2, 3, 5, 6, 7]);
    }

    #[test]
    fn what_reads_files_anew_stands_where_they_stood_and_they_count_no_more() {
        let lake = lake_of([
            a_record(1),
            a_record(2),
            ImportRecord { stands: Some(Stands::With(1)), ..a_record(3) },
            ImportRecord { replaces: vec![1], turn: Some(1), ..a_record(4) },
            ImportRecord { stands: Some(Stands::Before(1)), ..a_record(5) },
        ]);
        // From old to new: 5, 4 (in the place of 1), 2.
        assert_eq!(places(&lake), [(2, 3), (4, 2), (5, 1)]);
        // And once more, by a third mapping.
        commit(&lake, &ImportRecord { replaces: vec![1, 4], turn: Some(1), ..a_record(6) });
        assert_eq!(places(&lake), [(2, 3), (5, 1), (6, 2)]);
        assert_eq!(crate::lake::read_all_imports(lake.path()).unwrap().len(), 6);
    }

    #[test]
    fn what_stood_before_an_import_that_is_read_anew_keeps_its_place() {
        // 3 is older than 1, so from old to new: 3, 1, 2.
        let stood = || lake_of([a_record(1), a_record(2), ImportRecord { stands: Some(Stands::Before(1)), ..a_record(3) }]);
        // 1 and 3 are read anew as one, which takes the turn of the one or the other: it stands before 2.
        for (turn, stands) in [(1, None), (3, Some(Stands::Before(1)))] {
            let lake = stood();
            commit(&lake, &ImportRecord { replaces: vec![1, 3], turn: Some(turn), stands, ..a_record(4) });
            assert_eq!(places(&lake), [(2, 2), (4, 1)], "{turn}");
        }
        // 1 is read anew by another source, which takes no turn: 3 stands before 2 all the same.
        let lake = stood();
        commit(&lake, &ImportRecord { replaces: vec![1], source: "own".into(), ..a_record(4) });
        assert_eq!(places(&lake), [(2, 2), (3, 1), (4, 3)]);
    }
}
