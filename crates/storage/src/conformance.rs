//! What every store does, checked with the same steps on each of them.

use identity::SideId;

use crate::{
    BATCH_OPS_MAX, Batch, KEY_BYTES_MAX, Log, Op, Store, StoreError, Table, VALUE_BYTES_MAX,
};

/// Makes stores, and brings one back as a new process finds it.
pub(crate) trait Bench {
    type Store: Store;

    fn fresh(&mut self) -> Self::Store;
    fn reopened(&mut self, store: Self::Store) -> Self::Store;
}

const NORTH: SideId = SideId([1; 16]);
const SOUTH: SideId = SideId([2; 16]);

type Check<B> = fn(&mut B);

/// Every check, each on a store of its own.
pub(crate) fn check_store<B: Bench>(bench: &mut B) {
    let checks: [(&str, Check<B>); 13] = [
        ("an empty store", empty_store),
        ("logs", logs_count_from_one),
        ("names of logs", logs_are_kept_apart),
        ("places", appends_out_of_place_are_refused),
        ("tables", tables_hold_put_and_delete),
        ("scans", scans_go_by_key),
        ("pages", scans_and_entries_go_on),
        ("one bad operation", a_bad_op_refuses_the_batch),
        ("limits", limits_hold),
        ("reopening", all_of_it_is_there_after_reopening),
        ("groups", a_group_is_read_at_once_and_kept_at_its_end),
        ("a refusal in a group", a_refused_batch_undoes_only_itself),
        ("a group without an end", a_group_that_never_ended_is_gone),
    ];
    for (name, check) in checks {
        println!("{name}");
        check(bench);
    }
}

fn empty_store<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    for log in [Log::Own(NORTH), Log::Other(NORTH), Log::Internal] {
        assert_eq!(store.len(log), Ok(0));
        assert_eq!(store.entries(log, 0, 10), Ok(vec![]));
        assert_eq!(store.entries(log, u64::MAX, usize::MAX), Ok(vec![]));
    }
    for table in Table::ALL {
        assert_eq!(store.get(table, b"key"), Ok(None));
        assert_eq!(store.scan(table, b"", usize::MAX), Ok(vec![]));
    }
    assert_eq!(store.commit(&Batch::new()), Ok(()));
}

fn logs_count_from_one<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Own(SOUTH);
    store
        .commit(
            &Batch::new()
                .append(log, 1, "one")
                .append(log, 2, "two")
                .append(log, 3, ""),
        )
        .unwrap();
    assert_eq!(store.len(log), Ok(3));
    let all = vec![
        (1, b"one".to_vec()),
        (2, b"two".to_vec()),
        (3, b"".to_vec()),
    ];
    for from in [0, 1] {
        assert_eq!(store.entries(log, from, usize::MAX), Ok(all.clone()));
    }
    assert_eq!(store.entries(log, 2, 1), Ok(all[1..2].to_vec()));
    assert_eq!(store.entries(log, 3, 0), Ok(vec![]));
    assert_eq!(store.entries(log, 4, 1), Ok(vec![]));
}

fn logs_are_kept_apart<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let logs = [
        Log::Own(NORTH),
        Log::Own(SOUTH),
        Log::Other(NORTH),
        Log::Other(SOUTH),
        Log::Internal,
    ];
    let mut batch = Batch::new();
    for (number, log) in (0_u8..).zip(logs) {
        batch = batch.append(log, 1, vec![number]);
    }
    store.commit(&batch).unwrap();
    for (number, log) in (0_u8..).zip(logs) {
        assert_eq!(store.entries(log, 1, 10), Ok(vec![(1, vec![number])]));
    }
}

fn appends_out_of_place_are_refused<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Internal;
    let refused = |got, wanted| Err(StoreError::Sequence { log, got, wanted });
    for got in [0, 2, 3, u64::MAX] {
        assert_eq!(
            store.commit(&Batch::new().append(log, got, "x")),
            refused(got, 1)
        );
    }
    store.commit(&Batch::new().append(log, 1, "x")).unwrap();
    for got in [0, 1, 3] {
        assert_eq!(
            store.commit(&Batch::new().append(log, got, "x")),
            refused(got, 2)
        );
    }
    let twice = Batch::new().append(log, 2, "x").append(log, 2, "y");
    assert_eq!(store.commit(&twice), refused(2, 3));
    assert_eq!(store.entries(log, 1, 10), Ok(vec![(1, b"x".to_vec())]));
}

fn tables_hold_put_and_delete<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let mut batch = Batch::new();
    for table in Table::ALL {
        batch.push(Op::Put {
            table,
            key: b"key".to_vec(),
            value: format!("{table:?}").into_bytes(),
        });
    }
    store.commit(&batch).unwrap();
    for table in Table::ALL {
        let value = format!("{table:?}").into_bytes();
        assert_eq!(store.get(table, b"key"), Ok(Some(value)));
        assert_eq!(store.get(table, b"ke"), Ok(None));
    }
    // In their order, also within one batch.
    store
        .commit(
            &Batch::new()
                .put(Table::Meta, "key", "newer")
                .put(Table::Meta, "gone", "soon")
                .delete(Table::Meta, "gone")
                .delete(Table::Lines, "key")
                .put(Table::Lines, "key", "back")
                .delete(Table::Press, "key")
                .delete(Table::Press, "never there")
                .put(Table::Proofs, "", ""),
        )
        .unwrap();
    assert_eq!(store.get(Table::Meta, b"key"), Ok(Some(b"newer".to_vec())));
    assert_eq!(store.get(Table::Meta, b"gone"), Ok(None));
    assert_eq!(store.get(Table::Lines, b"key"), Ok(Some(b"back".to_vec())));
    assert_eq!(store.get(Table::Press, b"key"), Ok(None));
    assert_eq!(store.get(Table::Proofs, b""), Ok(Some(vec![])));
}

fn scans_go_by_key<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let table = Table::Sessions;
    let keys: [&[u8]; 9] = [
        &[],
        &[0],
        &[0, 0],
        &[1],
        &[1, 0],
        &[1, 0xff],
        &[1, 0xff, 3],
        &[2],
        &[0xff, 0xff],
    ];
    let mut batch = Batch::new()
        .put(Table::Receipts, [1, 1], "other table")
        .put(Table::CallOrders, [1, 1], "other table");
    for key in keys.iter().rev() {
        batch = batch.put(table, *key, key.len().to_string());
    }
    store.commit(&batch).unwrap();
    for (prefix, found) in [
        (&[][..], &keys[..]),
        (&[0], &keys[1..3]),
        (&[1], &keys[3..7]),
        (&[1, 0xff], &keys[5..7]),
        (&[1, 1], &[]),
        (&[0xff], &keys[8..]),
        (&[0xff, 0xff], &keys[8..]),
        (&[0xff, 0xff, 0xff], &[]),
    ] {
        let pairs = store.scan(table, prefix, usize::MAX).unwrap();
        let scanned: Vec<&[u8]> = pairs.iter().map(|(key, _)| key.as_slice()).collect();
        assert_eq!(scanned, found, "{prefix:?}");
        for (key, value) in &pairs {
            assert_eq!(*value, key.len().to_string().into_bytes());
        }
        for max in [0, 1, 2] {
            let first = store.scan(table, prefix, max).unwrap();
            assert_eq!(first, pairs[..max.min(pairs.len())]);
        }
    }
}

fn scans_and_entries_go_on<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let table = Table::Receipts;
    let mut batch = Batch::new()
        .put(table, "a", "before")
        .put(table, "c", "after");
    for number in 1..=9_u8 {
        batch = batch.put(table, [b'b', number], vec![number]).append(
            Log::Internal,
            number.into(),
            vec![number],
        );
    }
    store.commit(&batch).unwrap();
    let (mut read, mut after): (Vec<u8>, Option<Vec<u8>>) = (Vec::new(), None);
    loop {
        let page = store.scan_after(table, b"b", after.as_deref(), 4).unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        read.extend(page.iter().flat_map(|(_, value)| value));
    }
    assert_eq!(read, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // A place before the prefix is its beginning, one behind it the end; neither need be a key.
    let from = |after: &[u8]| {
        let page = store.scan_after(table, b"b", Some(after), 100).unwrap();
        page.len()
    };
    assert_eq!(
        [from(b"a"), from(b"b"), from(b"b\x05"), from(b"bz")],
        [9, 9, 4, 0]
    );
    assert_eq!([from(b"c"), from(b"b\x05\x00")], [0, 4]);
    let page = store.entries(Log::Internal, 5, 3).unwrap();
    assert_eq!(page, [(5, vec![5]), (6, vec![6]), (7, vec![7])]);
}

fn a_bad_op_refuses_the_batch<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Other(SOUTH);
    store
        .commit(
            &Batch::new()
                .append(log, 1, "kept")
                .put(Table::Meta, "kept", "1"),
        )
        .unwrap();
    let long = vec![0; KEY_BYTES_MAX + 1];
    let bad = [
        Op::Append {
            log,
            seq: 9,
            bytes: b"out of place".to_vec(),
        },
        Op::Put {
            table: Table::Meta,
            key: long.clone(),
            value: vec![],
        },
        Op::Delete {
            table: Table::Meta,
            key: long,
        },
        Op::Append {
            log: Log::Internal,
            seq: 1,
            bytes: vec![0; VALUE_BYTES_MAX + 1],
        },
    ];
    for bad in bad {
        let good = [
            Op::Append {
                log,
                seq: 2,
                bytes: b"never".to_vec(),
            },
            Op::Append {
                log: Log::Own(NORTH),
                seq: 1,
                bytes: b"never".to_vec(),
            },
            Op::Put {
                table: Table::Meta,
                key: b"kept".to_vec(),
                value: b"2".to_vec(),
            },
            Op::Delete {
                table: Table::Meta,
                key: b"kept".to_vec(),
            },
        ];
        for place in 0..=good.len() {
            let mut ops = good.to_vec();
            ops.insert(place, bad.clone());
            let mut batch = Batch::new();
            batch.extend(ops);
            assert!(store.commit(&batch).is_err(), "{bad:?} at {place}");
            assert_eq!(store.len(log), Ok(1));
            assert_eq!(store.len(Log::Own(NORTH)), Ok(0));
            assert_eq!(store.get(Table::Meta, b"kept"), Ok(Some(b"1".to_vec())));
        }
    }
    // Nothing of it stays in the way.
    store.commit(&Batch::new().append(log, 2, "next")).unwrap();
    assert_eq!(store.len(log), Ok(2));
}

fn limits_hold<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    for (length, fits) in around(VALUE_BYTES_MAX) {
        let wanted = match fits {
            true => Ok(()),
            false => Err(StoreError::ValueTooLong { got: length }),
        };
        let next = store.len(Log::Internal).unwrap() + 1;
        let entry = Batch::new().append(Log::Internal, next, vec![7; length]);
        assert_eq!(store.commit(&entry), wanted);
        let value = Batch::new().put(Table::Meta, "key", vec![7; length]);
        assert_eq!(store.commit(&value), wanted);
        if fits {
            let (_, bytes) = store.entries(Log::Internal, next, 1).unwrap().remove(0);
            assert_eq!(bytes.len(), length);
            let value = store.get(Table::Meta, b"key").unwrap();
            assert_eq!(value.map(|value| value.len()), Some(length));
        }
    }
    for (length, fits) in around(KEY_BYTES_MAX) {
        let wanted = match fits {
            true => Ok(()),
            false => Err(StoreError::KeyTooLong { got: length }),
        };
        let key = vec![8; length];
        let put = Batch::new().put(Table::Lines, key.clone(), "value");
        assert_eq!(store.commit(&put), wanted);
        assert_eq!(store.get(Table::Lines, &key).unwrap().is_some(), fits);
        let delete = Batch::new().delete(Table::Lines, key);
        assert_eq!(store.commit(&delete), wanted);
    }
    for (count, fits) in around(BATCH_OPS_MAX) {
        let wanted = match fits {
            true => Ok(()),
            false => Err(StoreError::BatchTooLong { got: count }),
        };
        let mut batch = Batch::new();
        let first = store.len(Log::Own(NORTH)).unwrap() + 1;
        batch.extend((first..).take(count).map(|seq| Op::Append {
            log: Log::Own(NORTH),
            seq,
            bytes: vec![],
        }));
        assert_eq!(batch.len(), count);
        assert_eq!(store.commit(&batch), wanted);
    }
    let appended = 2 * BATCH_OPS_MAX - 1;
    assert_eq!(store.len(Log::Own(NORTH)), Ok(appended as u64));
}

fn around(limit: usize) -> [(usize, bool); 3] {
    [(limit - 1, true), (limit, true), (limit + 1, false)]
}

fn numbered(log: Log, seq: u64) -> Batch {
    Batch::new()
        .append(log, seq, seq.to_be_bytes())
        .put(Table::Meta, "last", seq.to_be_bytes())
        .delete(Table::Lines, seq.to_be_bytes())
}

fn last<S: Store>(store: &S) -> Option<Vec<u8>> {
    store.get(Table::Meta, b"last").unwrap()
}

fn a_group_is_read_at_once_and_kept_at_its_end<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Own(NORTH);
    let mut seq = 0;
    for size in [0, 1, 5] {
        store.begin_group();
        for _ in 0..size {
            seq += 1;
            store.commit(&numbered(log, seq)).unwrap();
            assert_eq!(store.len(log), Ok(seq));
            assert_eq!(last(&store), Some(seq.to_be_bytes().to_vec()));
            let entries = store.entries(log, seq, 9).unwrap();
            assert_eq!(entries, [(seq, seq.to_be_bytes().to_vec())]);
        }
        assert_eq!(store.end_group(), Ok(()));
        store = bench.reopened(store);
        assert_eq!(store.len(log), Ok(seq));
        // Between groups each batch stands by itself.
        seq += 1;
        store.commit(&numbered(log, seq)).unwrap();
        store = bench.reopened(store);
        assert_eq!(store.len(log), Ok(seq));
    }
}

fn a_refused_batch_undoes_only_itself<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Own(NORTH);
    store.begin_group();
    for seq in 1..=3 {
        // Its first operations are fine; the last one is out of place, or too long.
        let out_of_place = numbered(log, seq).append(Log::Internal, 9, "never");
        let too_long = numbered(log, seq).put(Table::Meta, vec![0; KEY_BYTES_MAX + 1], "never");
        for refused in [out_of_place, too_long] {
            assert!(store.commit(&refused).is_err());
            assert_eq!(store.len(log), Ok(seq - 1));
        }
        store.commit(&numbered(log, seq)).unwrap();
    }
    assert_eq!(store.end_group(), Ok(()));
    store = bench.reopened(store);
    assert_eq!(store.len(log), Ok(3));
    assert_eq!(last(&store), Some(3_u64.to_be_bytes().to_vec()));
}

fn a_group_that_never_ended_is_gone<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Own(NORTH);
    let line = Batch::new().put(Table::Lines, 2_u64.to_be_bytes(), "kept");
    store.commit(&line).unwrap();
    store.commit(&numbered(log, 1)).unwrap();
    for dropped in [true, false] {
        store.begin_group();
        store.commit(&numbered(log, 2)).unwrap();
        store.commit(&numbered(log, 3)).unwrap();
        if dropped {
            store.drop_group();
        } else {
            store = bench.reopened(store);
        }
        assert_eq!(store.len(log), Ok(1));
        assert_eq!(last(&store), Some(1_u64.to_be_bytes().to_vec()));
        let line = store.get(Table::Lines, &2_u64.to_be_bytes()).unwrap();
        assert_eq!(line, Some(b"kept".to_vec()));
    }
    store.commit(&numbered(log, 2)).unwrap();
    assert_eq!(store.len(log), Ok(2));
}

fn all_of_it_is_there_after_reopening<B: Bench>(bench: &mut B) {
    let mut store = bench.fresh();
    let log = Log::Own(NORTH);
    for round in 1..=3_u64 {
        store
            .commit(
                &Batch::new()
                    .append(log, round, round.to_be_bytes())
                    .put(Table::Lines, round.to_be_bytes(), "here")
                    .put(Table::Meta, "round", round.to_be_bytes())
                    .delete(Table::Lines, (round - 1).to_be_bytes()),
            )
            .unwrap();
        store = bench.reopened(store);
        assert_eq!(store.len(log), Ok(round));
        let (seq, bytes) = store.entries(log, round, 1).unwrap().remove(0);
        assert_eq!((seq, bytes), (round, round.to_be_bytes().to_vec()));
        let lines = store.scan(Table::Lines, b"", 10).unwrap();
        assert_eq!(lines, [(round.to_be_bytes().to_vec(), b"here".to_vec())]);
        let kept = store.get(Table::Meta, b"round").unwrap();
        assert_eq!(kept, Some(round.to_be_bytes().to_vec()));
    }
}
