//! Planted mistakes. A test compares SQL with `policy::matches` and must catch every one; nothing else may use them.

/// One way to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mutation {
    /// `$not` is forgotten.
    DropNot,
    /// `$lt` reads as `$lte`.
    LessOrEqual,
    /// `$ne` lets null through.
    NotEqualAdmitsNull,
    /// An empty list holds everything.
    EmptyListIsTrue,
    /// Text is compared by the engine's own rules.
    EngineCollation,
    /// `$or` reads as `$and`.
    OrIsAnd,
    /// `$exists` forgets how its rows belong to the outer one.
    DropExistsJoin,
    /// `$like` ignores case.
    LikeIgnoresCase,
    /// A cell shows wherever its row does.
    DropCellCondition,
    /// A row shows if any row of the table does: the row filter is forgotten.
    DropRowFilter,
    /// `$nin` forgets what null means.
    NotInAdmitsNull,
    /// The upper end of `$between` is left out.
    BetweenIsOpen,
    /// A mask shows all of its text.
    DropMask,
    /// A function is given every cell that shows, granted to functions or not.
    FunctionSeesMore,
    /// A write reaches every row that its user sees.
    DropWriteFilter,
    /// What a row must satisfy after an update is not asked.
    DropCheck,
    /// `validate` is not asked.
    DropRules,
    /// A default takes the place of a null that the client gave.
    DefaultReplacesNull,
    /// A value of the client's stays where the policy overwrites it.
    ClientBeatsOverwrite,
    /// A column that the permission does not list is written.
    WriteUnlisted,
    /// The permissions that write are tried from the last to the first.
    LastPermissionWrites,
    /// Of several limits the smallest counts.
    SmallestLimit,
    /// An upsert writes over a row that its user does not see.
    MergeReachesHidden,
    /// An upsert writes the defaults of inserts over a row that is there.
    MergeSetsDefaults,
    /// `ignore-duplicates` writes over a row that is there.
    IgnoreMerges,
}

impl Mutation {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::DropNot,
        Self::LessOrEqual,
        Self::NotEqualAdmitsNull,
        Self::EmptyListIsTrue,
        Self::EngineCollation,
        Self::OrIsAnd,
        Self::DropExistsJoin,
        Self::LikeIgnoresCase,
        Self::DropCellCondition,
        Self::DropRowFilter,
        Self::NotInAdmitsNull,
        Self::BetweenIsOpen,
        Self::DropMask,
        Self::FunctionSeesMore,
        Self::DropWriteFilter,
        Self::DropCheck,
        Self::DropRules,
        Self::DefaultReplacesNull,
        Self::ClientBeatsOverwrite,
        Self::WriteUnlisted,
        Self::LastPermissionWrites,
        Self::SmallestLimit,
        Self::MergeReachesHidden,
        Self::MergeSetsDefaults,
        Self::IgnoreMerges,
    ];
}
