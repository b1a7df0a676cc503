using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// Everything of an assignment as one zip: the gradebook, every version of the assignment, and for each student every submission with its
/// verdicts and evidence as the API shows it, its recording, its appeals and notes, the receipts of its clusters; and the audit trail of all of
/// it. Written entry by entry, whatever the class's size.
/// </summary>
internal sealed class AssignmentArchive(EksGraderDb db, CourseAccess access, GradebookQueries gradebooks, SubmissionQueries submissions)
{
    private static readonly JsonSerializerOptions Options = new(ApiJson.Options) { WriteIndented = true };

    /// <summary>Whether the caller may have it: an instructor of the course. Null where there is no such gradebook for them.</summary>
    public async Task<OpenGradebook?> OpenAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is null)
            return null;
        var open = await gradebooks.OpenAsync(caller, course, assignment, cancellationToken);
        return open.IsSuccess ? open.Value : null;
    }

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(CurrentUser caller, OpenGradebook gradebook, CultureInfo culture, Stream stream, CancellationToken cancellationToken)
    {
        // The archive closes its entries without awaiting, which a response must not be written by: what it writes waits in memory, one entry at a time.
        using var held = new BufferedWriteStream();
        using (var zip = new ZipArchive(held, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var format in (GradebookFormat[])[GradebookFormat.Plain, GradebookFormat.Xlsx])
            {
                using var file = new MemoryStream();
                await format.WriteAsync(new GradebookExport(gradebook, gradebooks.ReadAllAsync(gradebook, culture, cancellationToken), culture), file, cancellationToken);
                Add(zip, "gradebook" + format.Ending, file.ToArray());
            }

            foreach (var version in await db.AssignmentVersions.AsNoTracking().Where(v => v.AssignmentId == gradebook.Current.Id).OrderBy(v => v.Number).ToListAsync(cancellationToken))
                Add(zip, string.Create(CultureInfo.InvariantCulture, $"assignment/version-{version.Number}.yaml"), Encoding.UTF8.GetBytes(version.Document));
            await held.PassOnAsync(stream, cancellationToken);
            Add(zip, "audit.json", JsonSerializer.SerializeToUtf8Bytes(await AuditAsync(gradebook, cancellationToken), Options));
            await held.PassOnAsync(stream, cancellationToken);
            await AddSubmissionsAsync(caller, gradebook, culture, zip, () => held.PassOnAsync(stream, cancellationToken), cancellationToken);
        }

        await held.PassOnAsync(stream, cancellationToken);
    }

    private async Task AddSubmissionsAsync(CurrentUser caller, OpenGradebook gradebook, CultureInfo culture, ZipArchive zip, Func<Task> passOn, CancellationToken cancellationToken)
    {
        var all = await db.Submissions.AsNoTracking().Where(s => s.AssignmentId == gradebook.Current.Id)
            .Join(db.Students, s => s.StudentId, s => s.Id, (s, student) => new { s.Id, s.Number, s.LeaseId, Student = student.Number })
            .OrderBy(s => s.Student).ThenBy(s => s.Number).ToListAsync(cancellationToken);
        foreach (var one in all)
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"students/{GradescopeZip.FolderOf(one.Student)}/{one.Number}");
            if (await submissions.FindAsync(caller, one.Id, culture, cancellationToken) is { } view)
                Add(zip, $"{folder}/submission.json", JsonSerializer.SerializeToUtf8Bytes(view, Options));
            if (await submissions.RecordingAsync(caller, one.Id, cancellationToken) is { } recording)
                Add(zip, $"{folder}/recording.jsonl.gz", recording.Content.ToArray());
            if (one.LeaseId is { } lease && await db.Receipts.AsNoTracking().Where(r => r.LeaseId == lease).Select(r => r.Document).FirstOrDefaultAsync(cancellationToken) is { } receipt)
                Add(zip, $"{folder}/receipt.json", Encoding.UTF8.GetBytes(receipt));
            if (await AppealsAsync(one.Id, cancellationToken) is { Count: > 0 } threads)
                Add(zip, $"{folder}/appeals.json", JsonSerializer.SerializeToUtf8Bytes(threads, Options));
            if (await NotesAsync(one.Id, cancellationToken) is { Count: > 0 } notes)
                Add(zip, $"{folder}/notes.json", JsonSerializer.SerializeToUtf8Bytes(notes, Options));
            await passOn();
        }
    }

    private async Task<IReadOnlyList<ArchivedAppeal>> AppealsAsync(SubmissionId submission, CancellationToken cancellationToken) =>
    [
        .. from appeal in await db.Appeals.AsNoTracking().Include(a => a.Messages.OrderBy(m => m.Number)).Where(a => a.SubmissionId == submission).OrderBy(a => a.CreatedAt).ToListAsync(cancellationToken)
           select new ArchivedAppeal(
               appeal.Check.Value, appeal.State, appeal.Resolution, appeal.CreatedAt, appeal.ClosedAt, appeal.ClosedBy,
               [.. appeal.Messages.Select(m => new ArchivedMessage(m.At, m.By, m.FromStaff ? AppealSide.Instructor : AppealSide.Student, m.Text))]),
    ];

    private async Task<IReadOnlyList<ArchivedNote>> NotesAsync(SubmissionId submission, CancellationToken cancellationToken) =>
        await db.Notes.AsNoTracking().Where(n => n.SubmissionId == submission && n.RemovedAt == null).OrderBy(n => n.At).Select(n => new ArchivedNote(n.At, n.By, n.Text)).ToListAsync(cancellationToken);

    // An entry names what it was done to: the assignment, or a submission of it, or the cluster of one.
    private async Task<IReadOnlyList<ArchivedEntry>> AuditAsync(OpenGradebook gradebook, CancellationToken cancellationToken)
    {
        var current = gradebook.Current;
        var subjects = new HashSet<string>(StringComparer.Ordinal) { $"assignment {current.Course.Slug}/{current.Assignment.Slug}" };
        await foreach (var one in db.Submissions.AsNoTracking().Where(s => s.AssignmentId == current.Id).Select(s => new { s.Id, s.LeaseId }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            subjects.Add($"submission {one.Id}");
            if (one.LeaseId is { } lease)
                subjects.Add($"lease {lease}");
        }

        var entries = new List<ArchivedEntry>();
        await foreach (var entry in db.AuditEntries.AsNoTracking().Where(e => e.CourseId == current.Course.Id).OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (subjects.Contains(entry.Subject.Split([", ", " of student "], 2, StringSplitOptions.None)[0]))
                entries.Add(new ArchivedEntry(entry.At, entry.By, entry.What, entry.Subject, entry.From, entry.To, entry.Why));
        }

        return entries;
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(content);
    }
}

/// <summary>An appeal with its messages, as an archive holds it: for those who teach.</summary>
internal sealed record ArchivedAppeal(
    string Check, AppealState State, AppealResolution? Resolution, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, string? ClosedBy, IReadOnlyList<ArchivedMessage> Messages);

/// <summary>A message of an appeal.</summary>
internal sealed record ArchivedMessage(DateTimeOffset At, string By, AppealSide From, string Text);

/// <summary>A note of those who teach.</summary>
internal sealed record ArchivedNote(DateTimeOffset At, string By, string Text);

/// <summary>An entry of the audit trail.</summary>
internal sealed record ArchivedEntry(DateTimeOffset At, string By, string What, string Subject, string? From, string? To, string? Why);
