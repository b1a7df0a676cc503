using System.Globalization;
using EksGrader.Checks.Core;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EksGrader.Db.Model;

/// <summary>Ids are stored as the UUID that they are: text in SQLite, <c>uuid</c> in PostgreSQL. Both sort as UUIDv7 does, by time.</summary>
internal sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value))
    where TId : struct, IId<TId>
{
    // An expression tree cannot call a static abstract member itself.
    private static TId Make(Guid value) => TId.From(value);
}

/// <summary>Instants are stored as microseconds since 1970: SQLite can neither order nor compare a DateTimeOffset.</summary>
internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
    microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));

/// <summary>Points are stored as hundredths: SQLite has no decimal. Points have two decimals at most.</summary>
internal sealed class PointsConverter() : ValueConverter<decimal, long>(
    points => ToHundredths(points),
    hundredths => hundredths / 100m)
{
    private static long ToHundredths(decimal points) => points * 100 % 1 == 0
        ? (long)(points * 100)
        : throw new ArgumentOutOfRangeException(nameof(points), points, "Points have two decimals at most.");
}

/// <summary>A share is stored as its exact decimal text: one third that lost digits would give other points when they are computed again.</summary>
internal sealed class ShareConverter() : ValueConverter<decimal, string>(
    share => share.ToString(CultureInfo.InvariantCulture),
    text => decimal.Parse(text, CultureInfo.InvariantCulture));

/// <summary>Texts by name are stored as a JSON object.</summary>
internal sealed class TextsConverter() : ValueConverter<IReadOnlyDictionary<string, string>, string>(
    texts => VerdictJson.Write(texts),
    json => VerdictJson.ReadNamed(json));

/// <summary>Texts by name are the same where their JSON is: they are never changed in place.</summary>
internal sealed class TextsComparer() : ValueComparer<IReadOnlyDictionary<string, string>>(
    (a, b) => ReferenceEquals(a, b) || (a != null && b != null && VerdictJson.Write(a) == VerdictJson.Write(b)),
    texts => texts.Count,
    texts => texts);

/// <summary>The id of a check is stored as it stands in assignments.</summary>
internal sealed class CheckIdConverter() : ValueConverter<CheckId, string>(id => id.Value, text => new CheckId(text));
