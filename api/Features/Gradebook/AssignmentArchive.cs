using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// Everything of an assignment as one zip: the gradebook, every version of the assignment, and for each student every submission with its
/// verdicts and evidence as the API shows it, its recording, and the receipts of its clusters. Written entry by entry, whatever the class's size.
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
            await passOn();
        }
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(content);
    }
}
