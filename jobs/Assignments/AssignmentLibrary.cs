using System.Collections.Concurrent;
using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Db;
using EksGrader.Db.Ids;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Assignments;

/// <summary>Reads stored versions of assignments. A version never changes, so it is read once a process.</summary>
/// <param name="catalogue">The checks that an assignment can name.</param>
public sealed class AssignmentLibrary(Catalogue catalogue)
{
    // A course has tens of versions; this only keeps a program that runs for years from growing.
    private const int Limit = 1000;

    private readonly AssignmentReader reader = new(catalogue.Checks.Select(c => c.Info));
    private readonly ConcurrentDictionary<(AssignmentId, int), KnownAssignment> known = [];

    /// <summary>A version of an assignment with the dates that it means.</summary>
    /// <param name="db">The database.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The stored document cannot be read any more: a check of it is gone.</exception>
    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async Task<KnownAssignment> ReadAsync(EksGraderDb db, AssignmentId assignment, int version, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((assignment, version), out var found))
            return found;

        var stored = await db.AssignmentVersions.AsNoTracking()
            .Where(v => v.AssignmentId == assignment && v.Number == version)
            .Join(db.Assignments, v => v.AssignmentId, a => a.Id, (v, a) => new { v.Document, a.CourseId })
            .Join(db.Courses, x => x.CourseId, c => c.Id, (x, c) => new { x.Document, c.TimeZone })
            .FirstAsync(cancellationToken);
        var format = stored.Document.AsSpan().TrimStart().StartsWith('{') ? AssignmentFormat.Json : AssignmentFormat.Yaml;
        var reading = reader.Read(stored.Document, format);
        var read = reading.Value
            ?? throw new InvalidDataException($"Version {version} of assignment {assignment} cannot be read: {string.Join("; ", reading.Faults)}");
        var made = new KnownAssignment(read, new Deadlines(read, DateTimeZoneProviders.Tzdb[stored.TimeZone]));
        if (known.Count >= Limit)
            known.Clear();
        known[(assignment, version)] = made;
        return made;
    }
}

/// <summary>A version of an assignment.</summary>
/// <param name="Assignment">What it asks.</param>
/// <param name="Deadlines">What its dates mean.</param>
public sealed record KnownAssignment(Assignment Assignment, Deadlines Deadlines);
