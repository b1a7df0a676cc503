using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Assignments;

public sealed class AssignmentTests(SharedService shared)
{
    [Fact]
    public async Task Assignment_IsReadAndWritten_AsYamlAndAsJson()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var json = await room.Student.GetAsync(room.Lab);
        Assert.Equal(("application/json", "\"1\""), (json.Is(200).Type, json.ETag));
        Assert.Equal("lab", json.Json.GetProperty("assignment").GetString());
        var yaml = await room.Student.GetAsync(room.Lab, ("Accept", "application/yaml"));
        Assert.Equal("application/yaml", yaml.Is(200).Type);

        Assert.Equal("\"2\"", (await room.Instructor.PutAsync(room.Lab, json.Text)).Is(200).ETag);
        var third = (await room.Instructor.PutAsync(room.Lab, yaml.Text, "application/yaml")).Is(200);
        Assert.Equal("\"3\"", third.ETag);
        Assert.Equal(yaml.Text, third.Text);
    }

    [Fact]
    public async Task Fault_IsNamedWithLineAndField()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var refused = await room.Instructor.PutAsync(room.Lab, "assignment: lab\nlatePenalty: many\nchecks: [{ check: nodez }]\n", "application/yaml");
        var faults = refused.IsProblem(422, "invalid").Json.GetProperty("errors").EnumerateArray()
            .Select(e => (e.GetProperty("line").GetInt32(), e.GetProperty("field").GetString())).ToList();
        Assert.Contains((2, "latePenalty"), faults);
        Assert.Contains((3, "checks[0].check"), faults);
    }

    [Fact]
    public async Task Document_MustBeOfItsAddress()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Equal(["assignment"], (await room.Instructor.PutAsync(room.Lab, "assignment: other\nchecks: [{ check: nodes }]", "application/yaml")).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task IfMatch_KeepsAnothersChange()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var document = (await room.Instructor.GetAsync(room.Lab)).Text;
        (await room.Instructor.SendAsync(HttpMethod.Put, room.Lab, document, headers: ("If-Match", "\"1\""))).Is(200);
        (await room.Instructor.SendAsync(HttpMethod.Put, room.Lab, document, headers: ("If-Match", "\"1\""))).IsProblem(412, "version-changed");
    }

    [Fact]
    public async Task LongDocument_Is413()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Instructor.PutAsync(room.Lab, new string('#', 2_000_000), "application/yaml")).IsProblem(413, "too-large");
    }

    [Fact]
    public async Task Submission_KeepsTheVersionItWasSubmittedFor()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\nchecks: [{ check: nodes, points: 1 }]", "application/yaml")).Is(200);
        Assert.Equal(1, (await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("assignmentVersion").GetInt32());
    }
}
