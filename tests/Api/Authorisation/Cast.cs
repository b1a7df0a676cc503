using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Authorisation;

/// <summary>Every role towards one course, each with a token and with a browser's session: no one, foreign student, classmate, its student, assistant, foreign instructor, instructor, admin.</summary>
internal sealed class Cast : IDisposable
{
    private Cast(Classroom room, string submission, IReadOnlyList<ApiClient> tokens, IReadOnlyList<WebBrowser> sessions) =>
        (Room, Submission, Tokens, Sessions) = (room, submission, tokens, sessions);

    public static IReadOnlyList<string> Names { get; } = ["nobody", "foreign student", "classmate", "its student", "assistant", "foreign instructor", "instructor", "admin"];

    public Classroom Room { get; }

    /// <summary>A graded submission of its student.</summary>
    public string Submission { get; }

    /// <summary>A live lease of its student.</summary>
    public required string Lease { get; init; }

    /// <summary>A lease of its student that has ended.</summary>
    public required string Ended { get; init; }

    public IReadOnlyList<ApiClient> Tokens { get; }

    public IReadOnlyList<WebBrowser> Sessions { get; }

    public static async Task<Cast> MeetAsync(Service service)
    {
        var (room, foreign) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        var submission = await room.GradedAsync();
        ApiClient[] tokens = [service.Client(token: null), foreign.Student, room.Classmate, room.Student, room.Assistant, foreign.Instructor, room.Instructor, room.Admin];
        WebBrowser[] sessions =
        [
            new(service),
            await service.WelcomeAsync($"s1@{foreign.Course}.example"),
            await service.WelcomeAsync($"s2@{room.Course}.example"),
            await service.WelcomeAsync($"s1@{room.Course}.example"),
            await service.WelcomeAsync($"assistant@{room.Course}.example"),
            await service.WelcomeAsync($"teacher@{foreign.Course}.example"),
            await service.WelcomeAsync($"teacher@{room.Course}.example"),
            await Admins.SignedInAsync(service, room.Course),
        ];
        await AppealedAsync(room, submission);
        var ended = await LeaseRows.BeginAsync(room, submission);
        await LeaseRows.EndAsync(service, ended);
        return new Cast(room, submission, tokens, sessions) { Ended = ended.ToString(), Lease = (await LeaseRows.BeginAsync(room, submission)).ToString() };
    }

    public void Dispose()
    {
        foreach (var session in Sessions)
            session.Dispose();
    }

    // Feedback on a check of the submission: a conversation in which its student and those who teach may write, and others may not.
    private static async Task AppealedAsync(Classroom room, string submission) =>
        (await room.Instructor.PostAsync($"/api/submissions/{submission}/checks/nodes/appeal", """{ "reason": "Well done." }""")).Is(201);

    /// <summary>A row's address in this course.</summary>
    public string Path(string template) => template.Replace("{course}", Room.Course, StringComparison.Ordinal).Replace("{assignment}", "lab", StringComparison.Ordinal)
        .Replace("{lease}", Lease, StringComparison.Ordinal).Replace("{ended}", Ended, StringComparison.Ordinal)
        .Replace("{id}", Submission, StringComparison.Ordinal).Replace("{check}", "nodes", StringComparison.Ordinal)
        .Replace("{dashboard}", "servers", StringComparison.Ordinal)
        .Replace("{token}", Guid.Empty.ToString(), StringComparison.Ordinal);
}
