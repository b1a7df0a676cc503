using System.Net.Http.Headers;
using System.Text;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Roster;

public sealed class RosterPageTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task Upload_ShowsWhatChanges_AndWritesOnlyWhatIsConfirmed()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/roster/upload";
        var csv = $"studentId,name,email\ns-1,김민서,s1@{room.Course}.example\ns-3,<b>이</b>,s3@{room.Course}.example\n";

        var preview = await UploadAsync(teacher, page, csv);
        Assert.Equal(200, preview.Status);
        foreach (var shown in (string[])["김민준", "김민서", "&lt;b&gt;이&lt;/b&gt;", "s-2", "=SUM(A1)"])
            Assert.Contains(shown, preview.Text, StringComparison.Ordinal);
        Assert.Equal(["s-1", "s-2"], await NumbersAsync(room));

        Assert.Equal($"/courses/{room.Course}/roster?done=roster", teacher.Lead(await teacher.SubmitAsync(preview, page, "upload", ("Csv", csv), ("Step", "apply"), ("Number", "1"))));
        Assert.Equal(["s-1", "s-3"], await NumbersAsync(room));
        var audit = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text;
        foreach (var entry in (string[])["student.added", "student.changed", "student.left"])
            Assert.Contains(entry, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongFile_IsToldLineByLine_AndChangesNothing()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var refused = await UploadAsync(teacher, $"/courses/{room.Course}/roster/upload", "studentId,name,email\ns-1,A,nowhere\n");
        Assert.Equal(422, refused.Status);
        Assert.Contains("Line 2", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(422, (await UploadAsync(teacher, $"/courses/{room.Course}/roster/upload", "")).Status);
        Assert.Equal(["s-1", "s-2"], await NumbersAsync(room));
    }

    [Fact]
    public async Task Roster_ShowsHowFarEachIs_AndFindsByAnyPart()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        (await service.WelcomeAsync($"s1@{room.Course}.example")).Dispose();
        var page = (await teacher.GetAsync($"/courses/{room.Course}/roster")).Is(200).Text;
        Assert.Contains("can sign in", page, StringComparison.Ordinal);
        Assert.Contains("not invited", page, StringComparison.Ordinal);
        var found = (await teacher.GetAsync($"/courses/{room.Course}/roster?q=S2@")).Is(200).Text;
        Assert.DoesNotContain("김민준", found, StringComparison.Ordinal);
        Assert.Contains("=SUM(A1)", found, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", (await teacher.GetAsync($"/courses/{room.Course}/roster?q=<script>")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_NamesChangesAndRemovesThoseWhoTeach()
    {
        var room = await Classroom.CreateAsync(service);
        using var admin = await Admins.SignedInAsync(service, room.Course);
        var page = $"/courses/{room.Course}/instructors";
        Assert.Equal(302, (await admin.SubmitAsync(page, "name", ("Email", $"new@{room.Course}.example"), ("PersonName", "박 강사"), ("Role", "Instructor"))).Status);
        Assert.Contains("박 강사", (await admin.GetAsync(page)).Text, StringComparison.Ordinal);
        using var named = await service.WelcomeAsync($"new@{room.Course}.example");
        (await named.GetAsync($"/courses/{room.Course}/roster")).Is(200);

        Assert.Equal(302, (await admin.SubmitAsync(page, "name", ("Email", $"new@{room.Course}.example"), ("Role", "Assistant"))).Status);
        // An assistant sees the roster, and no way to change it or to invite.
        var seen = (await named.GetAsync($"/courses/{room.Course}/roster")).Is(200).Text;
        foreach (var change in (string[])["roster/upload", "roster/student", "roster/invitations"])
            Assert.DoesNotContain(change, seen, StringComparison.Ordinal);
        foreach (var hidden in (string[])["roster/upload", "roster/student", "roster/invitations"])
            Assert.Equal(404, (await named.GetAsync($"/courses/{room.Course}/{hidden}")).Status);
        (await named.GetAsync($"/courses/{room.Course}")).Is(200);
        Assert.Equal(302, (await admin.SubmitAsync(page, "name", ("Email", $"new@{room.Course}.example"))).Status);
        Assert.Equal(404, (await named.GetAsync($"/courses/{room.Course}")).Status);
        Assert.Equal(422, (await admin.SubmitAsync(page, "name", ("Email", "nowhere"), ("Role", "Instructor"))).Status);
    }

    [Fact]
    public async Task Admin_NamesAnother_WhoIsInvitedAndDismissed()
    {
        var room = await Classroom.CreateAsync(service);
        var email = $"s2@{room.Course}.example";
        var seen = await service.InviteAsync(email);
        using var admin = await Admins.SignedInAsync(service, room.Course);
        Assert.Equal(302, (await admin.SubmitAsync("/admins", "name", ("Email", email), ("PersonName", "Other"))).Status);
        using var stranger = new WebBrowser(service);
        Assert.Equal(404, (await stranger.OpenCodeAsync("/invitation", seen)).Status);
        Assert.Contains("/invitation#code=", (await admin.SubmitAsync("/admins", $"invite-{email}")).Is(200).Text, StringComparison.Ordinal);

        using var other = await service.WelcomeAsync(email);
        (await other.GetAsync("/admins")).Is(200);
        Assert.Equal(302, (await admin.SubmitAsync("/admins", $"remove-{email}")).Status);
        Assert.Equal(403, (await other.GetAsync("/admins")).Status);
    }

    private static async Task<Reply> UploadAsync(WebBrowser browser, string page, string csv)
    {
        var open = await browser.GetAsync(page);
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var handler = new StringContent("upload");
        using var token = new StringContent(WebBrowser.TokenIn(open.Text));
        using var form = new MultipartFormDataContent { { handler, "_handler" }, { token, "__RequestVerificationToken" }, { file, "File", "roster.csv" } };
        return await browser.SendAsync(HttpMethod.Post, page, form);
    }

    private static async Task<IReadOnlyList<string?>> NumbersAsync(Classroom room) =>
        [.. (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Is(200).Json.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("studentId").GetString())];
}
