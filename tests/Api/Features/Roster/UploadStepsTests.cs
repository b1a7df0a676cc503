using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Roster;

/// <summary>The steps of an upload: columns where they are unclear, what changes, the number where many would go.</summary>
public sealed partial class UploadStepsTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task UnclearColumns_AreChosen_ThenPreviewed_ThenApplied()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/roster/upload";
        var asked = (await SendAsync(teacher, page, await teacher.GetAsync(page), RosterFiles.Read("portal-ko-without-email.csv"), ("Mode", "Add"))).Is(200);
        Assert.Contains("id=\"columns\"", asked.Text, StringComparison.Ordinal);
        Assert.Contains("소프트웨어학과", asked.Text, StringComparison.Ordinal);

        (string, string)[] columns = [("Mode", "Add"), ("HeaderLine", "1"), ("StudentId", "0"), ("Name", "1"), ("Email", "0"), ("Domain", $"{room.Course}.example")];
        var preview = (await SendAsync(teacher, page, asked, null, [.. columns, ("Data", DataIn(asked))])).Is(200);
        Assert.Contains($"20261234@{room.Course}.example", preview.Text, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(room));
        var done = await SendAsync(teacher, page, preview, null, [.. columns, ("Data", DataIn(preview)), ("Step", "apply")]);
        Assert.Equal($"/courses/{room.Course}/roster?done=roster", teacher.Lead(done));
        Assert.Equal(4, await CountAsync(room));
    }

    [Fact]
    public async Task ManyWhoWouldGo_AreCountedByAPerson()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/roster/upload";
        var preview = (await SendAsync(teacher, page, await teacher.GetAsync(page), RosterFiles.Read("xlsx/excel-ko.xlsx"))).Is(200);
        Assert.Contains("remove 2", preview.Text, StringComparison.Ordinal);
        foreach (var number in (string[])["", "3"])
        {
            var refused = await SendAsync(teacher, page, preview, null, ("Data", DataIn(preview)), ("Step", "apply"), ("Number", number));
            Assert.Equal(422, refused.Status);
            Assert.Contains("name=\"Number\"", refused.Text, StringComparison.Ordinal);
            Assert.Equal(2, await CountAsync(room));
        }

        Assert.NotNull(teacher.Lead(await SendAsync(teacher, page, preview, null, ("Data", DataIn(preview)), ("Step", "apply"), ("Number", "2"))));
        Assert.Contains("20261234", (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongFile_IsShownInItsOwnWords()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/roster/upload";
        var refused = await SendAsync(teacher, page, await teacher.GetAsync(page), RosterFiles.Read("wrong-scientific.csv"));
        Assert.Equal(422, refused.Status);
        foreach (var shown in (string[])["Line 3", "학번", "<code>2.0261E&#x2B;07</code>"])
            Assert.Contains(shown, refused.Text, StringComparison.Ordinal);
        foreach (var data in (string[])["no base64!", "H4sIAAAAAAAAA2NgGAUAAAD//w=="])
            Assert.Equal(422, (await SendAsync(teacher, page, refused, null, ("Data", data), ("Step", "apply"))).Status);
    }

    [Fact]
    public async Task LongestFile_PassesBetweenTheSteps()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/roster/upload";
        var chance = new Random(1);
        var file = new StringBuilder("Student ID,Name,Email,Note\n1,A,a@school.example,");
        while (file.Length < (4 * 1024 * 1024) - 2)
            file.Append((char)chance.Next('0', 'z'));
        var preview = (await SendAsync(teacher, page, await teacher.GetAsync(page), Encoding.UTF8.GetBytes(file.ToString()), ("Mode", "Add"))).Is(200);
        Assert.InRange(DataIn(preview).Length, 4_000_000, 6 * 1024 * 1024);
        Assert.NotNull(teacher.Lead(await SendAsync(teacher, page, preview, null, ("Mode", "Add"), ("Data", DataIn(preview)), ("Step", "apply"))));
    }

    [Fact]
    public async Task Student_IsEditedAndRemovedOnAPage()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/roster/student?number=s-1";
        Assert.Contains("김민준", (await teacher.GetAsync(page)).Is(200).Text, StringComparison.Ordinal);
        var refused = await teacher.SubmitAsync(page, "student", ("StudentId", "s-1"), ("StudentName", "김민서"), ("Email", "nowhere"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("김민서", refused.Text, StringComparison.Ordinal);
        var saved = await teacher.SubmitAsync(page, "student", ("StudentId", "s-1"), ("StudentName", "김민서"), ("Email", $"s1@{room.Course}.example"), ("Section", "C"));
        Assert.Equal($"/courses/{room.Course}/roster?done=student", teacher.Lead(saved));
        Assert.Contains("김민서", (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Text, StringComparison.Ordinal);
        Assert.Equal($"/courses/{room.Course}/roster?done=removed", teacher.Lead(await teacher.SubmitAsync(page, "remove")));
        Assert.Equal(1, await CountAsync(room));
        Assert.Equal(404, (await teacher.GetAsync(page)).Status);
        var added = await teacher.SubmitAsync($"/courses/{room.Course}/roster/student", "student", ("StudentId", "s-1"), ("StudentName", "김민서"), ("Email", $"s1@{room.Course}.example"));
        Assert.Equal($"/courses/{room.Course}/roster?done=added", teacher.Lead(added));
        Assert.Equal(2, await CountAsync(room));
    }

    private static async Task<int> CountAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Is(200).Json.GetProperty("items").GetArrayLength();

    private static string DataIn(Reply page) => System.Net.WebUtility.HtmlDecode(Data().Match(page.Text).Groups["data"].Value);

    private static async Task<Reply> SendAsync(WebBrowser browser, string page, Reply open, byte[]? file, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("_handler", "upload"), ("__RequestVerificationToken", WebBrowser.TokenIn(open.Text)), .. fields])
            form.Add(new StringContent(value), name);
        if (file is not null)
        {
            var content = new ByteArrayContent(file);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(content, "File", "roster");
        }

        return await browser.SendAsync(HttpMethod.Post, page, form);
    }

    [GeneratedRegex("name=\"Data\" value=\"(?<data>[^\"]*)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Data();
}
