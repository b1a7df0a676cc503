using System.Net;
using System.Text.RegularExpressions;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Assignments;

public sealed partial class EditorTests(SharedService shared)
{
    // Between the values of boxes that share a name.
    private const char Several = '\u001f';

    [Fact]
    public async Task Saving_ShowsWhatChangesFirst_ThenMakesAVersion()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Is(200).Text);
        fields["checks[0].points"] = "35";

        var shown = await SendAsync(browser, page, fields, "save");
        Assert.Contains("Review what changes", shown.Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("<code>checks[nodes].points</code>", shown.Text, StringComparison.Ordinal);
        Assert.Equal("\"1\"", (await room.Instructor.GetAsync(room.Lab)).ETag);

        var confirmed = Fields(shown.Text);
        confirmed["comment"] = "Nodes matter";
        var saved = await SendAsync(browser, page, confirmed, "save");
        Assert.Equal($"/courses/{room.Course}/assignments/lab/versions?saved=2", browser.Lead(saved));
        Assert.Equal(35, (await room.Instructor.GetAsync(room.Lab)).Json.GetProperty("checks")[0].GetProperty("points").GetInt32());
        Assert.Contains("Nodes matter", (await browser.GetAsync($"/courses/{room.Course}/assignments/lab/versions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fragment_AnswersTypingWithFaultsAtFields_AndTheYamlThatFollows()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Text);
        fields["maxAttempts"] = "7";
        var good = await SendAsync(browser, "/fragments" + page, fields, action: null);
        Assert.Contains("maxAttempts: 7", Fields(good.Is(200).Text)["yaml"], StringComparison.Ordinal);

        fields["maxAttempts"] = "0";
        var bad = await SendAsync(browser, "/fragments" + page, fields, action: null);
        Assert.Contains("id=\"f-maxAttempts-fault\"", bad.Is(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("maxAttempts: 0", Fields(bad.Text)["yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnothersVersionMeanwhile_IsShown_AndOverwrittenKnowinglyOnly()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Text);
        fields["checks[0].points"] = "35";
        var shown = Fields((await SendAsync(browser, page, fields, "save")).Text);
        (await room.Admin.PutAsync(room.Lab, "assignment: lab\nmaxAttempts: 9\nchecks: [{ check: nodes, points: 20 }, { check: replicas, points: 10 }]", "application/yaml")).Is(200);

        var told = await SendAsync(browser, page, shown, "save");
        Assert.Equal(412, told.Status);
        Assert.Contains("admin saved version 2", told.Text, StringComparison.Ordinal);
        Assert.Contains("<code>maxAttempts</code>", told.Text, StringComparison.Ordinal);
        Assert.Equal("\"2\"", (await room.Instructor.GetAsync(room.Lab)).ETag);

        Assert.Equal(302, (await SendAsync(browser, page, Fields(told.Text), "save")).Status);
        Assert.Equal("\"3\"", (await room.Instructor.GetAsync(room.Lab)).ETag);
    }

    [Fact]
    public async Task GradesThatAreThere_AreWarnedOf()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        await room.GradedAsync();
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Text);
        fields["checks[0].points"] = "35";
        var shown = (await SendAsync(browser, "/fragments" + page, fields, action: null)).Text;
        Assert.Contains("1 submission was graded with older versions", shown, StringComparison.Ordinal);
        Assert.Contains($"/courses/{room.Course}/assignments/lab/regrade", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewAssignment_IsMadeAfterOneThatShips_UnderAFreeName()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/new-assignment";
        var choice = (await browser.GetAsync(page)).Is(200).Text;
        Assert.Contains("from=eks-exam", choice, StringComparison.Ordinal);
        Assert.Contains($"from={room.Course}%2Flab", choice, StringComparison.Ordinal);

        var fields = Fields((await browser.GetAsync($"{page}?from=eks-exam")).Text);
        Assert.Equal("eks-exam", fields["assignment"]);
        Assert.Equal($"/courses/{room.Course}/assignments/eks-exam/ready", browser.Lead(await SendAsync(browser, page, fields, "save")));
        Assert.Equal("eks-exam-2", Fields((await browser.GetAsync($"{page}?from=eks-exam")).Text)["assignment"]);

        var taken = await SendAsync(browser, page, fields, "save");
        Assert.Equal(422, taken.Status);
        Assert.Contains("id=\"f-assignment-fault\"", taken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstVersion_AsksNoReason_IsSavedAsTyped_AndEndsOnWhatComesNext()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/new-assignment?from=eks-exam";
        var fields = Fields((await browser.GetAsync(page)).Text);
        Assert.DoesNotContain("comment", fields.Keys);
        fields["title.en"] = "Typed and saved at once";
        fields["shown"] = "draft";
        var saved = await SendAsync(browser, page, fields, "save");
        var ready = (await browser.GetAsync(browser.Lead(saved) ?? "")).Is(200).Text;
        Assert.Contains("Ready: Typed and saved at once", ready, StringComparison.Ordinal);
        Assert.Contains($"/courses/{room.Course}/assignments/eks-exam</pre>", ready, StringComparison.Ordinal);
        Assert.Contains($"/courses/{room.Course}/roster/invitations", ready, StringComparison.Ordinal);
        Assert.Contains("A draft: only staff see it.", ready, StringComparison.Ordinal);
        (await room.Student.GetAsync($"/api/courses/{room.Course}/assignments/eks-exam")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Form_SaysWhatItComesTo_AndWarnsOfADueDateThatHasPassed()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Text);
        (fields["due"], fields["latePenalty"], fields["maxAttempts"]) = ("2020-12-04T18:00", "12.5", "3");
        var shown = (await SendAsync(browser, "/fragments" + page, fields, action: null)).Is(200).Text;
        Assert.Contains("Max attempts: 3. The best counts. A late submission loses 12.5 % of its points.", shown, StringComparison.Ordinal);
        Assert.Contains("latePenalty: 0.125", Fields(shown)["yaml"], StringComparison.Ordinal);
        Assert.Contains("every new submission will be late", shown, StringComparison.Ordinal);

        fields["latePenalty"] = "120";
        Assert.Contains("A percentage from 0 to 100", (await SendAsync(browser, "/fragments" + page, fields, action: null)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_IsAChoice_AndNeedsItsTime()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        await room.GradedAsync();
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Text);
        Assert.Equal("now", fields["shown"]);
        fields["shown"] = "from";
        Assert.Contains("id=\"f-opensAt-fault\"", (await SendAsync(browser, "/fragments" + page, fields, action: null)).Text, StringComparison.Ordinal);

        fields["opensAt"] = "2150-01-01T09:00";
        var shown = (await SendAsync(browser, "/fragments" + page, fields, action: null)).Text;
        Assert.Contains("Students see it from 2150-01-01", shown, StringComparison.Ordinal);
        Assert.Contains("opensAt: 2150-01-01T09:00", Fields(shown)["yaml"], StringComparison.Ordinal);
        Assert.Contains("Students who have already submitted: 1.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Description_IsPreviewedAsStudentsSeeIt_AndItsChangeShownByLine()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        var page = $"/courses/{room.Course}/assignments/lab/edit";
        var fields = Fields((await browser.GetAsync(page)).Text);
        fields["description.en"] = "# Task\n\n**two** nodes <script>alert(1)</script>";
        var shown = (await SendAsync(browser, "/fragments" + page, fields, action: null)).Is(200).Text;
        Assert.Contains("<h3>Task</h3>\n<p><strong>two</strong> nodes &lt;script&gt;", shown, StringComparison.Ordinal);
        Assert.Contains("diff-line added", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editor_IsForInstructors()
    {
        var (room, teacher) = await OpenAsync();
        teacher.Dispose();
        foreach (var page in (string[])["assignments/lab/edit", "new-assignment", "assignments/lab/extensions"])
        {
            (await room.Student.GetAsync($"/courses/{room.Course}/{page}")).Is(404);
            (await room.Assistant.GetAsync($"/courses/{room.Course}/{page}")).Is(404);
            (await room.Instructor.GetAsync($"/courses/{room.Course}/{page}")).Is(200);
        }

        (await room.Student.SendAsync(HttpMethod.Post, $"/fragments/courses/{room.Course}/assignments/lab/edit", "a=b", "application/x-www-form-urlencoded")).Is(403);
    }

    [Fact]
    public async Task Versions_AreCompared_AndRestoredAsANewOne_OnceTheChangeWasShown()
    {
        var (room, teacher) = await OpenAsync();
        using var browser = teacher;
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\nmaxAttempts: 9\nchecks: [{ check: nodes, points: 1 }]", "application/yaml")).Is(200);
        var page = $"/courses/{room.Course}/assignments/lab/versions";
        var diff = (await browser.GetAsync($"{page}?from=1&to=2")).Is(200).Text;
        Assert.Contains("<ins>1</ins>", diff, StringComparison.Ordinal);
        Assert.Contains("check: replicas", diff, StringComparison.Ordinal);

        Assert.Contains("points: 20", (await browser.GetAsync($"{page}?show=1")).Is(200).Text, StringComparison.Ordinal);
        var edit = $"/courses/{room.Course}/assignments/lab/edit?restore=1";
        Assert.Contains($"href=\"{edit}\"", (await browser.GetAsync($"{page}?show=1")).Text, StringComparison.Ordinal);
        var shown = (await browser.GetAsync(edit)).Is(200).Text;
        Assert.Contains("<code>maxAttempts</code>", shown, StringComparison.Ordinal);
        Assert.Equal("\"2\"", (await room.Instructor.GetAsync(room.Lab)).ETag);
        Assert.Equal($"{page}?saved=3", browser.Lead(await SendAsync(browser, edit, Fields(shown), "save")));
        var restored = await room.Instructor.GetAsync(room.Lab);
        Assert.Equal(("\"3\"", 20), (restored.ETag, restored.Json.GetProperty("checks")[0].GetProperty("points").GetInt32()));
        Assert.Contains("Restores version 1", (await room.Assistant.GetAsync(page)).Is(200).Text, StringComparison.Ordinal);
        (await room.Student.GetAsync(page)).Is(404);
        (await browser.GetAsync($"{page}?show=99")).Is(404);
        (await browser.GetAsync($"/courses/{room.Course}/assignments/lab/edit?restore=99")).Is(404);
        (await room.Assistant.GetAsync(edit)).Is(404);
    }

    [Fact]
    public async Task Restoring_TellsWhatMovedDatesDo_AndOverwritesAnothersVersionKnowinglyOnly()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2020-12-04T18:00\nclosesAt: 2099-12-04T18:00");
        using var browser = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var late = await room.GradedAsync();
        const string Mended = "assignment: lab\naccess: [kubeconfig, awsRole, course]\ndue: 2099-12-01T18:00\nclosesAt: 2099-12-04T18:00\nchecks: [{ check: nodes, points: 20 }, { check: replicas, points: 10 }]\n";
        (await room.Instructor.PutAsync(room.Lab, Mended, "application/yaml")).Is(200);
        Assert.False((await room.Instructor.GetAsync($"/api/submissions/{late}")).Json.GetProperty("late").GetBoolean());

        var edit = $"/courses/{room.Course}/assignments/lab/edit?restore=1";
        var shown = (await browser.GetAsync(edit)).Is(200).Text;
        Assert.Contains("<code>due</code>", shown, StringComparison.Ordinal);
        Assert.Matches("(?s)class=\"notice warning\">\\s*<p>[^<]*1", shown[shown.IndexOf("editor-preview", StringComparison.Ordinal)..]);
        (await room.Admin.PutAsync(room.Lab, Mended + "maxAttempts: 9\n", "application/yaml")).Is(200);

        Assert.Equal(412, (await SendAsync(browser, edit, Fields(shown), "save")).Status);
        Assert.Equal("\"3\"", (await room.Instructor.GetAsync(room.Lab)).ETag);
        Assert.False((await room.Instructor.GetAsync($"/api/submissions/{late}")).Json.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task ExtensionsPage_GivesAndTakesBack()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-12-04T18:00");
        using var browser = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/assignments/lab/extensions";
        var wrong = await browser.SubmitAsync(page, "extend", ("Input.Whom", "some"), ("Input.Students", "s-99"), ("Input.Until", "2099-12-05T18:00"), ("Input.Reason", ""));
        Assert.Equal(422, wrong.Status);
        Assert.Contains("f-students-fault", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("f-reason-fault", wrong.Text, StringComparison.Ordinal);

        var given = await browser.SubmitAsync(page, "extend", ("Input.Whom", "some"), ("Input.Students", "s-1,\ns-2"), ("Input.Until", "2099-12-05T18:00"), ("Input.Reason", "ill"));
        Assert.Equal(page + "?given=2&onTime=0&moved=0", browser.Lead(given));
        var items = (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Json.GetProperty("items");
        Assert.Equal("2099-12-05T09:00:00Z", items[0].GetProperty("until").GetString());

        var taken = await browser.SubmitAsync(page, "take-back", ("Id", items[0].GetProperty("id").GetString() ?? ""));
        Assert.Equal(page + "?back=0&moved=0", browser.Lead(taken));
        Assert.Equal(1, (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Json.GetProperty("items").GetArrayLength());
    }

    private static async Task<Reply> SendAsync(WebBrowser browser, string page, IReadOnlyDictionary<string, string> fields, string? action)
    {
        var sent = fields.SelectMany(f => f.Value.Split(Several).Select(v => KeyValuePair.Create(f.Key, v))).ToList();
        if (action is not null)
            sent.Add(KeyValuePair.Create("do", action));
        using var content = new FormUrlEncodedContent(sent);
        return await browser.SendAsync(HttpMethod.Post, page, content);
    }

    // What a browser would send of the editor: inputs, chosen options, texts. Not of the page's other forms; a fragment has none.
    private static Dictionary<string, string> Fields(string page)
    {
        var begin = page.IndexOf("data-editor=", StringComparison.Ordinal);
        var html = begin < 0 ? page : page[begin..page.IndexOf("</form>", begin, StringComparison.Ordinal)];
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in Inputs().Matches(html))
        {
            var attributes = input.Groups["attributes"].Value;
            if (Attribute(attributes, "name") is { } name && (Attribute(attributes, "type") != "checkbox" || attributes.Contains(" checked", StringComparison.Ordinal)))
                fields[name] = fields.TryGetValue(name, out var other) && other.Length > 0 ? other + Several + Attribute(attributes, "value") : Attribute(attributes, "value") ?? "";
        }

        foreach (Match select in Selects().Matches(html))
            fields[select.Groups["name"].Value] = Chosen().Match(select.Groups["options"].Value) is { Success: true } chosen ? WebUtility.HtmlDecode(chosen.Groups["value"].Value) : "";
        foreach (Match text in Texts().Matches(html))
            fields[text.Groups["name"].Value] = WebUtility.HtmlDecode(text.Groups["text"].Value)[1..];
        return fields;
    }

    private static string? Attribute(string attributes, string name) =>
        Regex.Match(attributes, $"(?<![a-z-]){name}=\"([^\"]*)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    private async Task<(Classroom Room, WebBrowser Teacher)> OpenAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        return (room, await shared.Service.WelcomeAsync($"teacher@{room.Course}.example"));
    }

    [GeneratedRegex("<input(?<attributes>[^>]*)>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Inputs();

    [GeneratedRegex("<select[^>]* name=\"(?<name>[^\"]*)\"[^>]*>(?<options>.*?)</select>", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Selects();

    [GeneratedRegex("<option value=\"(?<value>[^\"]*)\" selected", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Chosen();

    [GeneratedRegex("<textarea[^>]* name=\"(?<name>[^\"]*)\"[^>]*>(?<text>[^<]*)</textarea>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Texts();
}
