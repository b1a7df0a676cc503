using EksGrader.Tests.Api.Features.Gradebook;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Host;

/// <summary>What people type and upload has one form wherever it comes in, and is no formula wherever it goes out.</summary>
public sealed class StrangeTextTests(SharedService shared)
{
    [Fact]
    public async Task Roster_TakesNames_NumbersAndAddresses_InOneForm()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var csv = $"studentId,name,email,section\n１０１,\u1100\u1175\u11b7\u200b민준\u202e,Ｓ１＠{room.Course}.example,\ufeffA\u3164\n102,Lee,kim@학교.kr,A\n";
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", csv, "text/csv")).Is(200);
        var items = (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Json.GetProperty("items");
        Assert.Equal(
            ("101", "김민준", $"S1@{room.Course}.example", "A"),
            (items[0].GetProperty("studentId").GetString(), items[0].GetProperty("name").GetString(), items[0].GetProperty("email").GetString(), items[0].GetProperty("section").GetString()));

        // Someone was on the roster before by the same address: one account, and its token goes on.
        (await room.Student.GetAsync($"/api/courses/{room.Course}")).Is(200);

        var twice = $"studentId,name,email\n1,A,kim@학교.kr\n2,B,KIM@xn--9d0b527e.kr\n１,C,c@{room.Course}.example\n";
        Assert.Equal(["email", "studentId"], (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", twice, "text/csv")).IsProblem(422, "invalid").Fields);
        foreach (var email in (string[])["a@b..example", "a@", "@b.example", "a@b@c.example"])
            Assert.Equal(["email"], (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email\n1,A,{email}\n", "text/csv")).IsProblem(422, "invalid").Fields);
        Assert.Equal(["name"], (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\n1,\u3164\u200b,a@b.example\n", "text/csv")).IsProblem(422, "invalid").Fields);
    }

    // .NET's own composing throws at U+FFFE: a name of it is no reason for a fault of the service, nor is an export of it.
    [Fact]
    public async Task WhatIsNoCharacter_IsReplaced_InRosters_SignIns_AndExports()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email\n1,\ufffe김\uffff,a@{room.Course}.example\n", "text/csv")).Is(200);

        foreach (var format in (string[])["plain", "canvas", "moodle"])
            Assert.Contains("\ufffd김\ufffd", (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format={format}")).Is(200).Text, StringComparison.Ordinal);
        var sheet = new XlsxFile(await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format=xlsx"));
        Assert.Equal("\ufffd김\ufffd", sheet.Rows[1][1]);
        using var browser = new WebBrowser(shared.Service);
        Assert.Equal(422, (await browser.SignInAsync("\ufffe@school.example", "\ufffe and more than twelve")).Status);
    }

    [Fact]
    public async Task Titles_Names_AndReasons_HaveNothingThatIsNotSeen()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var slug = room.Course + "-2";
        Assert.Equal("Clouds", (await room.Admin.PostAsync("/api/courses", $$"""{"slug":"{{slug}}","title":"\u202eClouds\u200b"}""")).Is(201).Json.GetProperty("title").GetString());
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\ntitle: \"La\\u200bb \\u202eone\"\nchecks: [{ check: nodes, points: 20 }]\n", "application/yaml")).Is(200);
        Assert.Contains("Lab one", (await room.Instructor.GetAsync(room.Lab)).Is(200).Text, StringComparison.Ordinal);

        var id = await room.GradedAsync();
        (await room.Instructor.PutAsync($"/api/submissions/{id}/checks/nodes/override", """{"points":5,"reason":"s\u200ball\u202e"}""")).Is(204);
        Assert.Contains("\"sall\"", (await room.Instructor.GetAsync($"/api/submissions/{id}")).Is(200).Text, StringComparison.Ordinal);

        using var browser = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        (await browser.SubmitAsync("/account", "describe", ("Name", "\u2066Kim\u2069\u3164"), ("Spoken", ""))).Is(302);
        Assert.Contains("value=\"Kim\"", (await browser.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_IsTheSamePersons_HoweverItIsTyped()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email\n1,A,a@{room.Course}.학교.kr\n", "text/csv")).Is(200);
        (await shared.Service.WelcomeAsync($"a@{room.Course}.학교.kr")).Dispose();
        foreach (var typed in (string[])[$"A@{room.Course}.xn--9d0b527e.KR", $"ａ＠{room.Course}.학교.kr", $"\u200ba@{room.Course}.학교.kr "])
        {
            using var browser = new WebBrowser(shared.Service);
            Assert.Equal(302, (await browser.SignInAsync(typed)).Status);
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("canvas")]
    [InlineData("moodle")]
    public async Task Exports_HoldNoFormula_NotEvenOfFullWidth(string format)
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: ＝1+1");
        var csv = $"studentId,name,email,section\n@1,＝HYPERLINK(1),－a@{room.Course}.example,＋A\n";
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", csv, "text/csv")).Is(200);
        var text = (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format={format}")).Is(200).Text;
        foreach (var cell in text.Split(['\n', ',']).Select(c => c.Trim('"', '\r')).Where(c => c.Length > 0 && !decimal.TryParse(c, System.Globalization.CultureInfo.InvariantCulture, out _)))
            Assert.DoesNotContain(cell[0], "=+-@＝＋－＠");
        Assert.Contains("'＝HYPERLINK(1)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Xlsx_HoldsNoFormula_NotEvenOfFullWidth()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: ＝1+1");
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email,section\n@1,＝HYPERLINK(1),－a@{room.Course}.example,＋A\n", "text/csv")).Is(200);

        var sheet = new XlsxFile(await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format=xlsx"));

        Assert.Empty(sheet.All("f"));
        Assert.Equal(["'@1", "'＝HYPERLINK(1)", $"'-a@{room.Course}.example", "'＋A"], sheet.Rows[1][..4]);
    }
}
