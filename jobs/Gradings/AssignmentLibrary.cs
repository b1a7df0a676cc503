using System.Collections.Concurrent;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Gradings;

/// <summary>Reads stored versions of assignments. A version never changes, so it is read once a process.</summary>
public sealed class AssignmentLibrary(Catalogue catalogue)
{
    // A course has tens of versions; this only keeps a program that runs for years from growing.
    private const int Limit = 1000;

    private readonly AssignmentReader reader = new(catalogue.Checks.Select(c => c.Info));
    private readonly ConcurrentDictionary<(AssignmentId, int), KnownAssignment> known = [];

    /// <summary>A version of an assignment with the dates that it means.</summary>
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
        var made = Read(stored.Document, stored.TimeZone, $"Version {version} of assignment {assignment}");
        if (known.Count >= Limit)
            known.Clear();
        known[(assignment, version)] = made;
        return made;
    }

    /// <summary>
    /// A version of an assignment with the dates of its newest one: what a submission is graded by stays, when it was due does not. A due
    /// date that was moved holds for those too who submitted before.
    /// </summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<KnownAssignment> ReadWithNewestDatesAsync(EksGraderDb db, AssignmentId assignment, int version, CancellationToken cancellationToken)
    {
        var asked = await ReadAsync(db, assignment, version, cancellationToken);
        var newest = await db.Assignments.Where(a => a.Id == assignment).Select(a => a.CurrentVersion).FirstAsync(cancellationToken);
        return newest == version ? asked : asked with { Deadlines = (await ReadAsync(db, assignment, newest, cancellationToken)).Deadlines };
    }

    /// <summary>Reads a document that is no version, or not yet.</summary>
    /// <param name="document">YAML or JSON.</param>
    /// <param name="timeZone">The course's time zone, of the tz database.</param>
    /// <param name="what">What it is, for the exception.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public KnownAssignment Read(string document, string timeZone, string what)
    {
        var format = document.AsSpan().TrimStart().StartsWith('{') ? AssignmentFormat.Json : AssignmentFormat.Yaml;
        var reading = reader.Read(document, format);
        var read = reading.Value ?? throw new InvalidDataException($"{what} cannot be read: {string.Join("; ", reading.Errors)}");
        return new KnownAssignment(read, new Deadlines(read, DateTimeZoneProviders.Tzdb[timeZone]));
    }
}

/// <summary>A version of an assignment.</summary>
/// <param name="Assignment">What it asks.</param>
/// <param name="Deadlines">What its dates mean.</param>
public sealed record KnownAssignment(Assignment Assignment, Deadlines Deadlines);
