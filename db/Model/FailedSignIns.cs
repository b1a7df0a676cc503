using EksGrader.Db.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>How often signing in was tried in vain for one account from one place, whether there is such an account or not.</summary>
public sealed class FailedSignIns(string account, string origin, DateTimeOffset lastAt) : IVersioned
{
    /// <summary>SHA-256 of the normalized address that was typed.</summary>
    public string Account { get; private set; } = account;

    /// <summary>The name of its <see cref="SignInOrigin"/>.</summary>
    public string Origin { get; private set; } = origin;

    /// <summary>How often.</summary>
    public int Count { get; private set; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset LastAt { get; private set; } = lastAt;

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Takes one try back: it did not fail.</summary>
    internal void TakeBack() => Count = Math.Max(0, Count - 1);

    /// <summary>Sets back when it was last tried: the last try was none.</summary>
    internal void SetBack(DateTimeOffset to) => LastAt = to;

    internal void Add(DateTimeOffset at, bool afresh) => (Count, LastAt) = (afresh ? 1 : Count + 1, at);
}

internal sealed class FailedSignInsTable : IEntityTypeConfiguration<FailedSignIns>
{
    public void Configure(EntityTypeBuilder<FailedSignIns> builder)
    {
        builder.HasKey(f => new { f.Account, f.Origin });
        builder.HasIndex(f => f.LastAt);
    }
}
